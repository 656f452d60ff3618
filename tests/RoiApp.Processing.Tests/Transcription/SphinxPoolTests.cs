using System.IO.Pipelines;
using System.Threading.Channels;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Transcription;
using RoiApp.Processing.Transcription.PocketSphinx;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class SphinxPoolTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    private static readonly Action<long> s_nobodyListens = static _ => { };

    [Fact]
    public async Task The_same_speech_gives_the_same_words_whatever_was_heard_before_and_beside()
    {
        var pool = pipeline.Get<SphinxPool>();
        var samples = (await SamplesAsync()).AsMemory(0, 8 * PcmBlock.SampleRate);
        var alone = await pool.RecogniseAsync(samples, s_nobodyListens, null, null, TestContext.Current.CancellationToken);
        var busy = await Task.WhenAll(Enumerable.Range(0, 2 * pool.Size).Select(i =>
            pool.RecogniseAsync(i % 2 == 0 ? samples : samples[..(3 * PcmBlock.SampleRate)], s_nobodyListens, null, null, TestContext.Current.CancellationToken)));
        Assert.NotEmpty(alone);
        Assert.All(busy.Where((_, i) => i % 2 == 0), words => Assert.Equal(alone, words));
    }

    [Fact]
    public async Task Words_carry_no_markers_and_lie_where_they_were_said()
    {
        long heardMs = 0;
        var words = await pipeline.Get<SphinxPool>().RecogniseAsync(
            (await SamplesAsync()).AsMemory(0, 10 * PcmBlock.SampleRate), ms => heardMs += ms, null, null, TestContext.Current.CancellationToken);
        Assert.InRange(heardMs, 9_900, 10_100);
        Assert.All(words, word => Assert.Matches("^[a-z'.-]+$", word.Text));
        Assert.All(words.Zip(words.Skip(1)), pair => Assert.True(pair.First.EndMs <= pair.Second.StartMs));
        Assert.Contains(words, word => word.Confidence < 1);
        Assert.InRange(words[^1].EndMs, 5_000, 10_000);
    }

    [Fact]
    public async Task Work_that_waits_is_given_up_at_once_when_cancelled()
    {
        var pool = pipeline.Get<SphinxPool>();
        var samples = (await SamplesAsync()).AsMemory();
        var running = Enumerable.Range(0, pool.Size).Select(_ => pool.RecogniseAsync(samples, s_nobodyListens, null, null, TestContext.Current.CancellationToken)).ToList();
        using var cancel = new CancellationTokenSource();
        var waiting = pool.RecogniseAsync(samples, s_nobodyListens, null, null, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.All(await Task.WhenAll(running), Assert.NotEmpty);
    }

    private async Task<short[]> SamplesAsync()
    {
        var pcm = Channel.CreateUnbounded<PcmBlock>();
        await using var file = File.OpenRead(Recordings.Memo);
        await pipeline.Get<AudioDecoder>().DecodeAsync(PipeReader.Create(file), pcm.Writer, new DecodingProgress(file.Length), TestContext.Current.CancellationToken);
        pcm.Writer.Complete();
        var samples = new List<short>();
        await foreach (var block in pcm.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            samples.AddRange(block.Samples);
            block.Dispose();
        }
        return [.. samples];
    }
}
