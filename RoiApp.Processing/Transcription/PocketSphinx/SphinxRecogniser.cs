using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Transcription.Contacts;
using RoiApp.Processing.Transcription.MemoModel;
using RoiApp.Processing.Transcription.Readable;

namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>The embedded recogniser: English, on this machine's processor, stretches of speech in parallel.</summary>
internal sealed class SphinxRecogniser(SphinxPool pool, MemoModelFile memos, IOptions<TranscriptionOptions> options, TimeProvider time) : ISpeechRecogniser
{
    private const string English = "en";

    public Engine Engine { get; } = new() { Name = "pocketsphinx", Version = $"5prealpha en-us {memos.Version}".TrimEnd() };

    public IReadOnlyList<string> Languages { get; } = [English];

    public IAsyncEnumerable<RecognisedPart> RecogniseAsync(ChannelReader<PcmBlock> audio, string language, Action<long> heard, CancellationToken ct) =>
        RecogniseAsync(audio, new Listening(language, heard), ct);

    public async IAsyncEnumerable<RecognisedPart> RecogniseAsync(ChannelReader<PcmBlock> audio, Listening listening, [EnumeratorCancellation] CancellationToken ct)
    {
        var partials = new LivePartials(listening, options.Value.PartialText != PartialTextMode.Off, time);
        var writer = new ReadableWriter(ReadableRules.For(English), listening.Contacts);
        var contacts = ContactModel.Of(listening.Contacts);
        var stretches = 0;
        var parts = new SpeechCutter().CutAsync(audio, ct).SelectInOrderAsync(
            ahead: pool.Size + 1, (chunk, token) => RecogniseAsync(chunk, stretches++, listening, partials, contacts, token), ct);
        await foreach (var part in parts)
        {
            partials.Passed();
            for (var i = 0; i < part.Segments.Count; i++)
            {
                writer.Write(part.Segments[i], i + 1 < part.Segments.Count ? part.Segments[i + 1] : null);
            }
            yield return part;
        }
    }

    private async Task<RecognisedPart> RecogniseAsync(
        SpeechChunk chunk, int stretch, Listening listening, LivePartials partials, ContactModel? contacts, CancellationToken ct)
    {
        using (chunk)
        {
            if (chunk.IsSilent)
            {
                listening.Heard(chunk.EndMs - chunk.StartMs);
                return new RecognisedPart(chunk.EndMs, []);
            }
            var startMs = chunk.StartMs;
            var partial = new PartialHypothesis(
                () => partials.IsDue(stretch) && (options.Value.PartialText == PartialTextMode.On || !pool.IsBehind),
                text => partials.Tell(stretch, startMs, text));
            var words = await pool.RecogniseAsync(chunk.Samples, listening.Heard, partial, contacts, ct);
            var placed = words.Select(word => new Word
            {
                Text = word.Text,
                StartMs = chunk.StartMs + word.StartMs,
                EndMs = chunk.StartMs + word.EndMs,
                Confidence = word.Confidence,
            });
            return new RecognisedPart(chunk.EndMs, UtteranceSplitter.Split(placed, English));
        }
    }
}
