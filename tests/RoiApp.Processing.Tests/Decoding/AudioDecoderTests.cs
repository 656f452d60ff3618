using System.IO.Pipelines;
using System.Threading.Channels;
using RoiApp.Processing.Decoding;
using Xunit;

namespace RoiApp.Processing.Tests.Decoding;

public sealed class AudioDecoderTests(Pipeline pipeline, Recordings recordings) : IClassFixture<Pipeline>, IClassFixture<Recordings>
{
    [Fact]
    public async Task Decoding_waits_for_whoever_takes_the_audio_and_so_does_reading()
    {
        const int Bound = 4;
        // An hour, of which ffmpeg makes 3,600 blocks.
        var path = recordings.Ffmpeg("hour.flac", "-f", "lavfi", "-i", "anoisesrc=r=16000:d=3600:a=0.1");
        await using var file = new CountingStream(File.OpenRead(path));
        var pcm = Channel.CreateBounded<PcmBlock>(Bound);
        var progress = new DecodingProgress(file.Length);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var decoding = pipeline.Get<AudioDecoder>().DecodeAsync(PipeReader.Create(file), pcm.Writer, progress, stop.Token);
        for (var taken = 1; taken <= 20; taken++)
        {
            (await pcm.Reader.ReadAsync(TestContext.Current.CancellationToken)).Dispose();
            // What is taken, what the channel holds, and the one block that waits for room.
            Assert.InRange(progress.DecodedMs, taken * 1000L, (taken + Bound + 1) * 1000L);
        }
        // Pipes and ffmpeg's own look-ahead (its probe reads up to 5 MB) hold a part; most of the file was never asked for.
        Assert.InRange(file.Taken, 1, file.Length / 4);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => decoding);
    }

    [Theory]
    [InlineData("memo.m4a")]
    [InlineData("memo.mp3")]
    public async Task No_file_is_left_behind(string name)
    {
        var folder = Directory.CreateTempSubdirectory("roiapp-spool-");
        await using var spooling = new Pipeline(new() { ["Decoding:TempDirectory"] = folder.FullName });
        var pcm = Channel.CreateUnbounded<PcmBlock>();
        await using var file = File.OpenRead(recordings.Convert(name));
        await spooling.Get<AudioDecoder>().DecodeAsync(PipeReader.Create(file), pcm.Writer, new DecodingProgress(file.Length), TestContext.Current.CancellationToken);
        Assert.Empty(folder.EnumerateFiles());
        folder.Delete();
    }

    [Fact]
    public async Task A_file_too_large_to_be_put_on_disk_is_refused()
    {
        await using var small = new Pipeline(new() { ["Decoding:MaxSpooledBytes"] = "70000" });
        await using var file = File.OpenRead(recordings.Convert("memo.m4a"));
        var e = await Assert.ThrowsAsync<StepException>(() => small.Get<AudioDecoder>().DecodeAsync(
            PipeReader.Create(file), Channel.CreateUnbounded<PcmBlock>().Writer, new DecodingProgress(file.Length), TestContext.Current.CancellationToken));
        Assert.Equal("too-large", e.Code);
    }

    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Taken { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => Taken; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Taken += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
