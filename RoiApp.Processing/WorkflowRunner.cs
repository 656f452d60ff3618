using System.Threading.Channels;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Contacts;
using RoiApp.Processing.Extraction;
using RoiApp.Processing.Extraction.Dates;
using RoiApp.Processing.Finished;
using RoiApp.Processing.Receiving;
using RoiApp.Processing.Services;
using RoiApp.Processing.Transcription;
using RoiApp.Processing.Translation;

namespace RoiApp.Processing;

/// <summary>
/// The stages of one workflow, wired by bounded channels: transcription feeds translation segment by segment; extraction reads the whole
/// transcript once it is there. A step that fails takes away what depends on it, and nothing that is finished.
/// </summary>
internal sealed class WorkflowRunner(
    TranscriptionStage transcription, TranslationStage translation, ReportExtractors extractors, FinishedWork finished, ContactMatcher contacts, ProcessingMetrics metrics, TimeProvider time, ILogger<WorkflowRunner> logger)
{
    // Segments that may wait for the translator.
    private const int Backlog = 64;

    /// <summary>Runs to the end, and completes <paramref name="events"/> whatever happens.</summary>
    public async Task RunAsync(WorkflowRequest request, WorkflowEvents events, CancellationToken ct)
    {
        using var activity = ProcessingMetrics.Activities.StartActivity("workflow");
        activity?.SetTag("roiapp.workflow.id", request.Options.WorkflowId);
        metrics.WorkflowStarted();
        try
        {
            var context = new WorkflowContext(request, events, step => new StepRun(step, events, metrics, time, logger));
            var spoken = Channel.CreateBounded<Segment>(Backlog);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Together.RunAsync(
                stop,
                TranscribeAndExtractAsync(context, spoken.Writer, stop.Token),
                translation.RunAsync(context, spoken.Reader, stop.Token));
        }
        finally
        {
            events.Complete();
            metrics.WorkflowEnded();
        }
    }

    private async Task TranscribeAndExtractAsync(WorkflowContext context, ChannelWriter<Segment> spoken, CancellationToken ct)
    {
        if (await transcription.RunAsync(context, spoken, ct) is not { } transcript)
        {
            return;
        }
        var step = context.Begin(StepName.Extraction);
        if (context.Request.Options.ExtractionDone)
        {
            await step.SkipAsync(transcript.Language, ct);
        }
        else
        {
            var engines = new Handover<IReportExtractor>(extractors.InOrder, extractor => extractor.Engine, "reports");
            await step.TryAsync(engines.First, ct => ExtractAsync(context, engines, transcript, ct), ct);
        }
    }

    // Dates are told apart from the reading: the same words mean another day in another week.
    private async Task<StepResult> ExtractAsync(WorkflowContext context, Handover<IReportExtractor> engines, Transcript transcript, CancellationToken ct)
    {
        var report = await engines.AskAsync(extractor => finished.ExtractAsync(extractor, transcript.Segments, transcript.Language, ct));
        contacts.Offer(report, context.Request.Contacts);
        await context.Events.SendAsync(DueDates.Resolve(report, context.Request.Options.RecordedOn), ct);
        return new StepResult(transcript.Language, engines.Made, engines.Note);
    }
}
