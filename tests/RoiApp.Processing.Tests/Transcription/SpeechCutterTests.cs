using System.Threading.Channels;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Transcription;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class SpeechCutterTests
{
    [Fact]
    public async Task Cuts_fall_into_pauses_once_a_stretch_is_long_enough()
    {
        // Speech for 5 s, a pause, speech for 5 s, a pause, speech for 2 s.
        var chunks = await CutAsync((5_000, true), (500, false), (5_000, true), (500, false), (2_000, true));
        Assert.Equal(2, chunks.Count);
        Assert.InRange(chunks[0].EndMs, 10_500, 11_000);
        Assert.All(chunks, chunk => Assert.False(chunk.Silent));
    }

    [Fact]
    public async Task Stretches_lie_end_to_end_and_cover_the_whole_recording()
    {
        var chunks = await CutAsync((9_000, true), (400, false), (40_000, true), (3_000, false), (1_500, true), (20_000, false), (700, true));
        Assert.Equal(0, chunks[0].StartMs);
        Assert.All(chunks.Zip(chunks.Skip(1)), pair => Assert.Equal(pair.First.EndMs, pair.Second.StartMs));
        Assert.Equal(74_600, chunks[^1].EndMs);
    }

    [Fact]
    public async Task Somebody_who_never_pauses_is_cut_within_half_a_minute() =>
        Assert.All(await CutAsync((130_000, true)), chunk => Assert.InRange(chunk.EndMs - chunk.StartMs, 1, 30_000));

    [Fact]
    public async Task Silence_has_no_speech_and_is_passed_in_short_stretches()
    {
        var chunks = await CutAsync((60_000, false));
        Assert.All(chunks, chunk => Assert.True(chunk.Silent));
        Assert.All(chunks, chunk => Assert.InRange(chunk.EndMs - chunk.StartMs, 0, 2_500));
    }

    [Fact]
    public async Task A_click_in_silence_is_not_speech() =>
        Assert.All(await CutAsync((3_000, false), (40, true), (3_000, false)), chunk => Assert.True(chunk.Silent));

    private static async Task<List<(long StartMs, long EndMs, bool Silent)>> CutAsync(params (int Ms, bool Loud)[] parts)
    {
        var random = new Random(3);
        var samples = parts.SelectMany(part => Enumerable.Range(0, part.Ms * 16).Select(_ => (short)(part.Loud ? random.Next(-8000, 8000) : random.Next(-3, 4)))).ToArray();
        var pcm = Channel.CreateUnbounded<PcmBlock>();
        // Blocks that fit no frame.
        foreach (var block in samples.Chunk(7_777))
        {
            pcm.Writer.TryWrite(PcmBlock.From(block));
        }
        pcm.Writer.Complete();
        var chunks = new List<(long, long, bool)>();
        await foreach (var chunk in new SpeechCutter().CutAsync(pcm.Reader, TestContext.Current.CancellationToken))
        {
            using (chunk)
            {
                chunks.Add((chunk.StartMs, chunk.EndMs, chunk.IsSilent));
            }
        }
        return chunks;
    }
}
