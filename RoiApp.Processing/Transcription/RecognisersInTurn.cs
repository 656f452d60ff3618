using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Decoding;

namespace RoiApp.Processing.Transcription;

/// <summary>Several recognisers as one: when one gives up in the middle of a recording, the next goes on at the last pause up to which all was heard.</summary>
internal sealed class RecognisersInTurn(IReadOnlyList<ISpeechRecogniser> recognisers) : ISpeechRecogniser
{
    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<ISpeechRecogniser> InOrder => recognisers;

    public Engine Engine => recognisers[0].Engine;

    public IReadOnlyList<string> Languages { get; } = recognisers.Any(one => one.Languages.Count == 0) ? [] : [.. recognisers.SelectMany(one => one.Languages).Distinct()];

    public IAsyncEnumerable<RecognisedPart> RecogniseAsync(ChannelReader<PcmBlock> audio, string language, Action<long> heard, CancellationToken ct) =>
        RecogniseAsync(audio, new Listening(language, heard), ct);

    public async IAsyncEnumerable<RecognisedPart> RecogniseAsync(ChannelReader<PcmBlock> audio, Listening listening, [EnumeratorCancellation] CancellationToken ct)
    {
        var language = listening.Language;
        var kept = new KeptAudio(audio);
        var readers = recognisers.Where(one => language.Length == 0 || Reads(one, language)).ToList();
        var doneMs = 0L;
        var spoken = language;
        var reasons = new List<StepException>();
        for (var at = 0; at < readers.Count; at++)
        {
            var one = readers[at];
            var startMs = doneMs;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var (replay, pump) = kept.From(startMs, stop.Token);
            await using var parts = one.RecogniseAsync(replay, listening with { Language = spoken, Partial = (ms, text) => listening.Partial(startMs + ms, text) }, stop.Token).GetAsyncEnumerator(stop.Token);
            if (at > 0)
            {
                yield return new RecognisedPart(startMs, []) { By = one, Note = $"From {TimeSpan.FromMilliseconds(startMs):h\\:mm\\:ss} on {one.Engine.Name} went on: {reasons[^1].Message}" };
            }
            StepException? failed = null;
            while (failed is null)
            {
                RecognisedPart? part = null;
                try
                {
                    part = await parts.MoveNextAsync() ? parts.Current : null;
                }
                catch (StepException e) when (!ReferenceEquals(e, kept.Fault))
                {
                    failed = e;
                }
                if (part is not null)
                {
                    part = Shift(part, startMs, one);
                    (doneMs, spoken) = (part.UpToMs, spoken.Length == 0 && part.Segments.Count > 0 ? part.Segments[0].Language : spoken);
                    kept.Forget(doneMs);
                    yield return part;
                }
                else if (failed is null)
                {
                    await pump;
                    yield break;
                }
            }
            await stop.CancelAsync();
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            reasons.Add(failed);
            // Who reads the language that was heard until now goes on, and nobody else.
            readers.RemoveAll(next => readers.IndexOf(next) > at && spoken.Length > 0 && !Reads(next, spoken));
            spoken = spoken == LanguageTag.Undetermined ? language : spoken;
        }
        throw reasons.Count == 1 ? reasons[0] : new StepException(reasons[^1].Code, string.Join(" Then: ", reasons.Select(reason => reason.Message)), reasons.Any(reason => reason.Retryable), reasons[^1]);
    }

    private static bool Reads(ISpeechRecogniser one, string language) =>
        one.Languages.Count == 0 || language == LanguageTag.Undetermined || one.Languages.Any(read => LanguageTag.Same(read, language));

    private static RecognisedPart Shift(RecognisedPart part, long byMs, ISpeechRecogniser by)
    {
        foreach (var segment in part.Segments)
        {
            (segment.StartMs, segment.EndMs) = (segment.StartMs + byMs, segment.EndMs + byMs);
            foreach (var word in segment.Words)
            {
                (word.StartMs, word.EndMs) = (word.StartMs + byMs, word.EndMs + byMs);
            }
        }
        return part with { UpToMs = part.UpToMs + byMs, By = part.By ?? by };
    }
}
