using System.Threading.Channels;
using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Translation;

/// <summary>Translates each segment as it appears, while the rest is still being transcribed.</summary>
internal sealed class TranslationStage(ITranslator translator)
{
    public async Task RunAsync(WorkflowContext context, ChannelReader<Segment> spoken, CancellationToken ct)
    {
        try
        {
            var first = await FirstAsync(spoken, ct);
            if (IsNeeded(context, first))
            {
                context.Progress.Follow();
                await context.Begin(StepName.Translation).TryAsync(translator.Engine, ct => TranslateAsync(context, first!.Language, spoken, ct), ct);
            }
            else
            {
                await context.Begin(StepName.Translation).SkipAsync(first?.Language ?? "", ct);
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

    private static async Task<Segment?> FirstAsync(ChannelReader<Segment> spoken, CancellationToken ct) =>
        await spoken.WaitToReadAsync(ct) && spoken.TryPeek(out var first) ? first : null;

    private static bool IsNeeded(WorkflowContext context, Segment? first) =>
        first is not null
        && context.Request.TargetLanguage.Length > 0
        && !context.Request.Options.TranslationDone
        && !LanguageTag.Same(first.Language, context.Request.TargetLanguage);

    private async Task<string> TranslateAsync(WorkflowContext context, string from, ChannelReader<Segment> spoken, CancellationToken ct)
    {
        var to = context.Request.TargetLanguage;
        translator.Require(from, to);
        await foreach (var segment in spoken.ReadAllAsync(ct))
        {
            if (segment.Translation is null)
            {
                var text = await translator.TranslateAsync(segment.Text, from, to, ct);
                await context.Events.SendAsync(new SegmentTranslation { Index = segment.Index, Text = text }, ct);
            }
            context.Progress.Translated(segment);
        }
        return from;
    }
}
