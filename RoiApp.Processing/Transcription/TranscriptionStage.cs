using System.Threading.Channels;
using Microsoft.Extensions.Options;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Languages;
using RoiApp.Processing.Receiving.Transcripts;
using RoiApp.Processing.Services;

namespace RoiApp.Processing.Transcription;

/// <summary>From a recording, a ready transcript or an earlier attempt to a transcript; each segment goes out and on to translation as soon as it is known.</summary>
internal sealed class TranscriptionStage(AudioDecoder decoder, ISpeechRecogniser recogniser, TranscriptReader reader, IOptions<TranscriptionOptions> options)
{
    // Seconds of audio between the decoder and the recogniser.
    private const int DecodedAhead = 8;

    // Rather too many words before a recording is given up in the middle.
    private const int WordsToJudgeBy = 120;

    /// <returns>Null when the step failed, of which the client has been told.</returns>
    public async Task<Transcript?> RunAsync(WorkflowContext context, ChannelWriter<Segment> spoken, CancellationToken ct)
    {
        var step = context.Begin(StepName.Transcription);
        var segments = new List<Segment>();
        var result = new StepResult("");
        var options = context.Request.Options;
        var succeeded = options switch
        {
            { TranscriptionDone: true } => await step.TryAsync(engine: null, async ct => result = await ResumeAsync(context, segments, spoken, ct), ct),
            { Source: SourceKind.Transcript } => await step.TryAsync(engine: null, async ct => result = await ReadAsync(context, segments, spoken, ct), ct),
            _ => await step.TryAsync(recogniser.Engine, async ct => result = await RecogniseAsync(context, segments, spoken, ct), ct),
        };
        spoken.Complete(succeeded ? null : new StepException("transcription-failed", "The transcript is not whole, so neither is its translation.", retryable: true));
        return succeeded ? new Transcript(segments, result.Language) : null;
    }

    private static async Task<StepResult> ResumeAsync(WorkflowContext context, List<Segment> segments, ChannelWriter<Segment> spoken, CancellationToken ct)
    {
        segments.AddRange(context.Request.FinishedSegments);
        context.Progress.TotalMs = TotalOf(segments);
        foreach (var segment in segments)
        {
            await spoken.WriteAsync(segment, ct);
        }
        return new StepResult(MainLanguage.Of(segments) is { Length: > 0 } language ? language : context.Request.Language);
    }

    private async Task<StepResult> ReadAsync(WorkflowContext context, List<Segment> segments, ChannelWriter<Segment> spoken, CancellationToken ct)
    {
        var transcript = await reader.ReadAsync(context.Request, ct);
        context.Progress.TotalMs = TotalOf(transcript.Segments);
        foreach (var segment in transcript.Segments)
        {
            segments.Add(segment);
            await context.Events.SendAsync(segment, ct);
            await spoken.WriteAsync(segment, ct);
        }
        return new StepResult(transcript.Language);
    }

    private async Task<StepResult> RecogniseAsync(WorkflowContext context, List<Segment> segments, ChannelWriter<Segment> spoken, CancellationToken ct)
    {
        var language = context.Request.Language;
        if (language.Length > 0 && recogniser.Languages.Count > 0 && !recogniser.Languages.Any(read => LanguageTag.Same(read, language)))
        {
            throw UnsupportedLanguage(language);
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pcm = Channel.CreateBounded<PcmBlock>(DecodedAhead);
        var decoding = DecodeAsync(context, pcm.Writer, stop.Token);
        var certainty = new Certainty(options.Value.MinMeanConfidence);
        var (by, made, notes) = (recogniser, new List<Engine>(), new List<string>());
        try
        {
            var listening = new Listening(language, context.Progress.Heard) { Partial = (startMs, text) => context.Events.Offer(new PartialText { StartMs = startMs, Text = text }), Contacts = context.Request.Contacts };
            await foreach (var part in recogniser.RecogniseAsync(pcm.Reader, listening, stop.Token))
            {
                context.Progress.Transcribed(part.UpToMs);
                by = part.By ?? by;
                if (part.Segments.Count > 0 && !made.Contains(by.Engine))
                {
                    made.Add(by.Engine);
                }
                if (part.Note.Length > 0)
                {
                    notes.Add(part.Note);
                }
                foreach (var segment in part.Segments)
                {
                    segment.Index = segments.Count;
                    segments.Add(segment);
                    certainty.Add(segment);
                    await context.Events.SendAsync(segment, ct);
                    await spoken.WriteAsync(segment, ct);
                }
                Judge(by, certainty, language, atLeastWords: WordsToJudgeBy);
            }
            await decoding;
        }
        finally
        {
            await stop.CancelAsync();
            await decoding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (segments.Count == 0)
        {
            throw new StepException("no-speech", "No speech was heard in the recording. Check that the microphone was on and close enough, and record it again.");
        }
        Judge(by, certainty, language, atLeastWords: 1);
        return new StepResult(MainLanguage.Of(segments), Engines.Join(made), string.Join(' ', notes));
    }

    private async Task DecodeAsync(WorkflowContext context, ChannelWriter<PcmBlock> pcm, CancellationToken ct)
    {
        try
        {
            var progress = new DecodingProgress(context.Request.Options.ContentBytes);
            context.Progress.TotalMs = () => progress.TotalMs;
            await context.Events.SendAsync(await decoder.DecodeAsync(context.Request.Content, pcm, progress, ct), ct);
            pcm.Complete();
        }
        catch (Exception e)
        {
            // Reaches the recogniser after all audio that was good.
            pcm.Complete(e);
            throw;
        }
    }

    // Only where the language was to be found out, by an engine that cannot: somebody who names it knows better than a mean.
    private void Judge(ISpeechRecogniser by, Certainty certainty, string language, int atLeastWords)
    {
        if (language.Length == 0 && by.Languages.Count > 0 && certainty.Words >= atLeastWords && certainty.IsTooLow)
        {
            throw new StepException(
                "not-recognised",
                $"The recording was not understood (mean confidence {certainty.Mean:0.00}, at least {options.Value.MinMeanConfidence:0.00} is needed): it is not in English, which is all that {by.Engine.Name} reads, or it is recorded badly. "
                + "Choose its language, record closer to the microphone, upload a transcript, or set Speech:Provider to OpenAI, for a speech service that reads other languages.");
        }
    }

    private StepException UnsupportedLanguage(string language) => new(
        "language-unsupported",
        $"{recogniser.Engine.Name}, the speech engine set up here, does not read {LanguageTag.Name(language)}, only English. Whisper does: set Speech:Provider to OpenAI "
        + "(and Speech:Endpoint and Speech:ApiKey to an OpenAI-compatible speech service) and try again, or upload a transcript (.txt, .vtt, .srt).",
        retryable: true);

    private static Func<long> TotalOf(IReadOnlyList<Segment> segments)
    {
        var total = segments.Count > 0 && segments[^1].EndMs > 0 ? segments[^1].EndMs : segments.Sum(segment => WorkflowProgress.SpokenMs(segment.Text));
        return () => total;
    }
}
