using System.Threading.Channels;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Transcription.MemoModel;

namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>The embedded recogniser: English, on this machine's processor, stretches of speech in parallel.</summary>
internal sealed class SphinxRecogniser(SphinxPool pool, MemoModelFile memos) : ISpeechRecogniser
{
    private const string English = "en";

    public Engine Engine { get; } = new() { Name = "pocketsphinx", Version = $"5prealpha en-us {memos.Version}".TrimEnd() };

    public IReadOnlyList<string> Languages { get; } = [English];

    public IAsyncEnumerable<RecognisedPart> RecogniseAsync(ChannelReader<PcmBlock> audio, string language, Action<long> heard, CancellationToken ct) =>
        new SpeechCutter().CutAsync(audio, ct).SelectInOrderAsync(ahead: pool.Size + 1, (chunk, token) => RecogniseAsync(chunk, heard, token), ct);

    private async Task<RecognisedPart> RecogniseAsync(SpeechChunk chunk, Action<long> heard, CancellationToken ct)
    {
        using (chunk)
        {
            if (chunk.IsSilent)
            {
                heard(chunk.EndMs - chunk.StartMs);
                return new RecognisedPart(chunk.EndMs, []);
            }
            var words = await pool.RecogniseAsync(chunk.Samples, heard, ct);
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
