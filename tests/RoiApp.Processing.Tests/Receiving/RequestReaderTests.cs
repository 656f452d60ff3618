using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Receiving;
using Xunit;

namespace RoiApp.Processing.Tests.Receiving;

public sealed class RequestReaderTests
{
    private static readonly ProcessOptions s_audio = new() { FileName = "memo.wav", Source = SourceKind.Audio };

    public static TheoryData<ProcessOptions, string> Faulty { get; } = new()
    {
        { new ProcessOptions { FileName = "memo.wav" }, "options.source" },
        { new ProcessOptions(s_audio) { WorkflowId = new string('x', 65) }, "options.workflow_id" },
        { new ProcessOptions(s_audio) { FileName = new string('x', 256) }, "options.file_name" },
        { new ProcessOptions(s_audio) { Language = "english please" }, "options.language" },
        { new ProcessOptions(s_audio) { TargetLanguage = "auto" }, "options.target_language" },
        { new ProcessOptions(s_audio) { RecordedOn = "next Friday" }, "options.recorded_on" },
        { new ProcessOptions(s_audio) { ContentBytes = -1 }, "options.content_bytes" },
        { new ProcessOptions(s_audio) { TranslationDone = true }, "options.translation_done" },
        { new ProcessOptions(s_audio) { ExtractionDone = true }, "options.extraction_done" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task An_option_out_of_range_is_named(ProcessOptions options, string field)
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => Reader(new ProcessRequest { Options = options }).ReadHeadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.StartsWith(field, e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_before_options_is_refused()
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => Reader(Content(1)).ReadHeadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
    }

    [Fact]
    public async Task A_chunk_over_one_mebibyte_is_refused_and_the_reader_of_the_content_hears_of_it()
    {
        var reader = Reader(new ProcessRequest { Options = s_audio }, Content(RequestReader.MaxChunkBytes + 1));
        var request = await reader.ReadHeadAsync(TestContext.Current.CancellationToken);
        var e = await Assert.ThrowsAsync<RpcException>(() => reader.PumpAsync(TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        await Assert.ThrowsAsync<RpcException>(async () => await request.Content.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_client_faster_than_the_stages_waits_after_one_mebibyte()
    {
        var stream = Channel.CreateUnbounded<ProcessRequest>();
        await stream.Writer.WriteAsync(new ProcessRequest { Options = s_audio }, TestContext.Current.CancellationToken);
        var requests = new ChannelStream(stream.Reader);
        var reader = new RequestReader(requests, new ReceivingOptions());
        var request = await reader.ReadHeadAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 8; i++)
        {
            await stream.Writer.WriteAsync(Content(RequestReader.MaxChunkBytes), TestContext.Current.CancellationToken);
        }
        stream.Writer.Complete();

        var pumping = reader.PumpAsync(TestContext.Current.CancellationToken);
        Assert.False(pumping.IsCompleted);
        Assert.Equal(2, requests.Taken); // The options, and the one chunk that filled the pipe.

        var bytes = 0L;
        for (var done = false; !done;)
        {
            var read = await request.Content.ReadAsync(TestContext.Current.CancellationToken);
            bytes += read.Buffer.Length;
            request.Content.AdvanceTo(read.Buffer.End);
            done = read.IsCompleted;
        }
        await pumping;
        Assert.Equal(8L * RequestReader.MaxChunkBytes, bytes);
    }

    [Fact]
    public async Task A_client_that_falls_silent_is_sent_away()
    {
        var stream = Channel.CreateUnbounded<ProcessRequest>();
        await stream.Writer.WriteAsync(new ProcessRequest { Options = s_audio }, TestContext.Current.CancellationToken);
        var reader = new RequestReader(new ChannelStream(stream.Reader), new ReceivingOptions { IdleLimit = TimeSpan.FromMilliseconds(100) });
        await reader.ReadHeadAsync(TestContext.Current.CancellationToken);
        var e = await Assert.ThrowsAsync<RpcException>(() => reader.PumpAsync(TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
    }

    [Fact]
    public async Task Finished_segments_come_first_and_without_gaps()
    {
        var options = new ProcessOptions(s_audio) { TranscriptionDone = true };
        var good = await Reader(new() { Options = options }, Finished(0), Finished(1)).ReadHeadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, good.FinishedSegments.Count);
        var gap = await Assert.ThrowsAsync<RpcException>(() => Reader(new() { Options = options }, Finished(0), Finished(2)).ReadHeadAsync(TestContext.Current.CancellationToken));
        Assert.Contains("expected 1", gap.Status.Detail, StringComparison.Ordinal);
        var unasked = Reader(new() { Options = s_audio }, Finished(0));
        await unasked.ReadHeadAsync(TestContext.Current.CancellationToken);
        Assert.Contains("transcription_done", (await Assert.ThrowsAsync<RpcException>(() => unasked.PumpAsync(TestContext.Current.CancellationToken))).Status.Detail, StringComparison.Ordinal);
    }

    private static RequestReader Reader(params ProcessRequest[] requests)
    {
        var channel = Channel.CreateUnbounded<ProcessRequest>();
        Array.ForEach(requests, request => channel.Writer.TryWrite(request));
        channel.Writer.Complete();
        return new RequestReader(new ChannelStream(channel.Reader), new ReceivingOptions());
    }

    private static ProcessRequest Content(int length) => new() { Content = ByteString.CopyFrom(new byte[length]) };

    private static ProcessRequest Finished(int index) => new() { FinishedSegment = new Segment { Index = index, Text = "said" } };

    private sealed class ChannelStream(ChannelReader<ProcessRequest> requests) : IAsyncStreamReader<ProcessRequest>
    {
        public ProcessRequest Current { get; private set; } = new();

        public int Taken { get; private set; }

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await requests.WaitToReadAsync(cancellationToken) || !requests.TryRead(out var next))
            {
                return false;
            }
            Current = next;
            Taken++;
            return true;
        }
    }
}
