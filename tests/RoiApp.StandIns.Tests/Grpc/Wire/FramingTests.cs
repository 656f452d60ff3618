using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Net.Client.Wire;
using Grpc.Net.Compression;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>Messages keep their boundaries, however the bytes arrive and by whichever way they were written.</summary>
public sealed class FramingTests
{
    private static readonly Func<DeserializationContext, byte[]> s_read = context => context.PayloadAsReadOnlySequence().ToArray();
    private static readonly byte[][] s_messages = [[1, 2, 3], [], Numbers(300), Numbers(70_000), [9]];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public async Task Messages_are_read_whole_in_whatever_pieces_they_arrive(int pieceBytes)
    {
        var pipe = new Pipe();
        var sending = SendAsync(pipe.Writer, Framed(s_messages), pieceBytes);
        var reader = Reader(pipe.Reader);

        foreach (var message in s_messages)
        {
            Assert.Equal(message, reader.TryRead(s_read) ?? await reader.ReadAsync(s_read, Ct));
        }

        Assert.Null(await reader.ReadAsync(s_read, Ct));
        Assert.Null(await reader.ReadAsync(s_read, Ct)); // The end stays the end.
        await sending;
    }

    [Fact]
    public async Task Memory_is_given_back_with_the_last_message_it_holds()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 16, resumeWriterThreshold: 1, useSynchronizationContext: false));
        var reader = Reader(pipe.Reader);
        var flushing = pipe.Writer.WriteAsync(Framed([[1, 2, 3], [4, 5, 6, 7, 8, 9]]), Ct).AsTask();

        await reader.ReadAsync(s_read, Ct);
        Assert.False(flushing.IsCompleted);
        await reader.ReadAsync(s_read, Ct);

        await flushing.WaitAsync(TimeSpan.FromMinutes(1), Ct);
    }

    [Fact]
    public async Task A_stream_that_ends_within_a_message_is_an_error()
    {
        var pipe = new Pipe();
        await SendAsync(pipe.Writer, Framed([[1, 2, 3], [4, 5, 6]])[..^1], pieceBytes: 100);
        var reader = Reader(pipe.Reader);

        Assert.Equal([1, 2, 3], await reader.ReadAsync(s_read, Ct));
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await reader.ReadAsync(s_read, Ct));

        Assert.Equal((StatusCode.Internal, "Incomplete message."), (failure.StatusCode, failure.Status.Detail));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "Additional data after the message received.")]
    public async Task Nothing_may_follow_the_only_message(int bytesBehind, string detail)
    {
        var pipe = new Pipe();
        await SendAsync(pipe.Writer, [.. Framed([[1, 2, 3]]), .. new byte[bytesBehind]], pieceBytes: 100);
        var reader = Reader(pipe.Reader);

        var outcome = await Record.ExceptionAsync(async () => Assert.Equal([1, 2, 3], await reader.ReadSingleAsync(s_read, Ct)));

        Assert.Equal(detail, (outcome as RpcException)?.Status.Detail ?? "");
    }

    /// <summary>As one array, announced, or as it comes; into the writer's own buffer, or straight into an output.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(1_000_000)]
    public void A_message_has_one_form_whichever_way_it_is_serialized(int bytes)
    {
        Action<byte[], SerializationContext>[] ways =
        [
            (message, context) => context.Complete(message),
            (message, context) => Fill(message, context),
            (message, context) =>
            {
                context.SetPayloadLength(message.Length);
                Fill(message, context);
            },
        ];
        var message = Numbers(bytes);
        using var writer = new FrameWriter(maxMessageBytes: null); // One for all: nothing of a message is left for the next.

        foreach (var way in ways)
        {
            var output = new ArrayBufferWriter<byte>();
            Assert.Equal(Framed([message]), writer.Write(message, way, compression: null, level: null).ToArray());
            output.Write(writer.Write(message, way, compression: null, level: null, output).Span);
            Assert.Equal(Framed([message]), output.WrittenSpan.ToArray());
            writer.Trim();
        }
    }

    [Fact]
    public void A_serializer_that_never_completes_is_told()
    {
        using var writer = new FrameWriter(maxMessageBytes: null);

        Assert.Throws<InvalidOperationException>(() => writer.Write("message", static (_, _) => { }, compression: null, level: null));
    }

    private static FrameReader Reader(PipeReader input) => new(input, maxMessageBytes: null, encoding: null, CompressionProviders.Default);

    private static byte[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)i)];

    private static byte[] Framed(byte[][] messages) =>
        [.. messages.SelectMany(message => new[] { (byte)0, (byte)(message.Length >> 24), (byte)(message.Length >> 16), (byte)(message.Length >> 8), (byte)message.Length }.Concat(message))];

    private static void Fill(byte[] message, SerializationContext context)
    {
        context.GetBufferWriter().Write(message);
        context.Complete();
    }

    private static async Task SendAsync(PipeWriter writer, byte[] bytes, int pieceBytes)
    {
        foreach (var piece in bytes.Chunk(pieceBytes))
        {
            await writer.WriteAsync(piece, Ct);
        }

        await writer.CompleteAsync();
    }
}
