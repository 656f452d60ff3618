using System.Threading.Channels;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Finished;
using RoiApp.Processing.Services;

namespace RoiApp.Processing.Translation;

/// <summary>Translates each segment as it appears, while the rest is still being transcribed; those in the target language already are left alone.</summary>
internal sealed class TranslationStage(Translators translators, FinishedWork finished)
{
    public async Task RunAsync(WorkflowContext context, ChannelReader<Segment> spoken, CancellationToken ct)
    {
        try
        {
            var step = context.Begin(StepName.Translation);
            if (await FirstAsync(context, spoken, ct) is { } first)
            {
                var engines = new Handover<ITranslator>(translators.InOrder, translator => translator.Engine, "segments");
                context.Progress.Follow();
                await step.TryAsync(engines.First, ct => TranslateAsync(context, engines, first, spoken, ct), ct);
            }
            else
            {
                await step.SkipAsync(language: "", ct);
            }
            context.Progress.StopFollowing();
            // What is left must not hold up the transcription.
            await foreach (var _ in spoken.ReadAllAsync(ct))
            {
            }
        }
        catch (StepException)
        {
            // The transcription failed, and has said so.
        }
    }

    /// <returns>The first segment to translate; null when there is none.</returns>
    private static async Task<Segment?> FirstAsync(WorkflowContext context, ChannelReader<Segment> spoken, CancellationToken ct)
    {
        if (context.Request.TargetLanguage.Length > 0 && !context.Request.Options.TranslationDone)
        {
            await foreach (var segment in spoken.ReadAllAsync(ct))
            {
                if (IsForeign(context, segment))
                {
                    return segment;
                }
            }
        }
        return null;
    }

    private static bool IsForeign(WorkflowContext context, Segment segment) => !LanguageTag.Same(segment.Language, context.Request.TargetLanguage);

    private async Task<StepResult> TranslateAsync(
        WorkflowContext context, Handover<ITranslator> engines, Segment first, ChannelReader<Segment> spoken, CancellationToken ct)
    {
        await TranslateAsync(context, engines, first, ct);
        await foreach (var segment in spoken.ReadAllAsync(ct))
        {
            if (IsForeign(context, segment))
            {
                await TranslateAsync(context, engines, segment, ct);
            }
            context.Progress.Translated(segment);
        }
        return new StepResult(Language: "", engines.Made, engines.Note);
    }

    private async Task TranslateAsync(WorkflowContext context, Handover<ITranslator> engines, Segment segment, CancellationToken ct)
    {
        if (segment.Translation is not null)
        {
            return;
        }
        var to = context.Request.TargetLanguage;
        var text = await engines.AskAsync(async translator =>
        {
            translator.Require(segment.Language, to);
            return await finished.TranslateAsync(translator, segment.Text, segment.Language, to, ct);
        });
        await context.Events.SendAsync(new SegmentTranslation { Index = segment.Index, Text = text }, ct);
    }
}
