using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Wire;

/// <summary>Takes length-prefixed messages out of a pipe, one at a time and no faster than it is asked: the rest stays with the peer.</summary>
/// <param name="input">What the peer sends.</param>
/// <param name="maxMessageBytes">Limit for one message, compressed and decompressed alike.</param>
/// <param name="encoding">The peer's <c>grpc-encoding</c>.</param>
/// <param name="providers">What this side can decompress.</param>
internal sealed class FrameReader(PipeReader input, int? maxMessageBytes, string? encoding, CompressionProviders providers) : DeserializationContext
{
    private static readonly Status s_tooLarge = new(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");
    private static readonly Status s_incomplete = new(StatusCode.Internal, "Incomplete message.");
    private static readonly Status s_additional = new(StatusCode.Internal, "Additional data after the message received.");
    private static readonly Status s_cancelled = new(StatusCode.Internal, "Incoming message cancelled.");

    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => (int)_payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>The next message if it has arrived whole. Most of a fast stream's messages have, and need no waiting.</summary>
    public T? TryRead<T>(Func<DeserializationContext, T> deserializer)
        where T : class
    {
        if (!input.TryRead(out var read))
        {
            return null;
        }

        var buffer = read.Buffer;
        try
        {
            return !read.IsCanceled && TryTakeFrame(ref buffer, out var compressed, out _payload) ? Deserialized(deserializer, compressed) : null;
        }
        finally
        {
            _payload = default;
            input.AdvanceTo(buffer.Start); // What is not taken is left unexamined, for ReadAsync to find.
        }
    }

    /// <summary>The next message, or <see langword="null"/> at the end of the stream.</summary>
    /// <exception cref="RpcException">The bytes are not a message, or one that is too large or compressed in an unknown way.</exception>
    public async ValueTask<T?> ReadAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken ct)
        where T : class
    {
        while (true)
        {
            var read = await input.ReadAsync(ct).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (read.IsCanceled)
            {
                throw new RpcException(s_cancelled);
            }

            var consumed = false;
            try
            {
                if (TryTakeFrame(ref buffer, out var compressed, out _payload))
                {
                    consumed = true;
                    return Deserialized(deserializer, compressed);
                }

                if (read.IsCompleted)
                {
                    return buffer.IsEmpty ? null : throw new RpcException(s_incomplete);
                }
            }
            finally
            {
                _payload = default;
                input.AdvanceTo(buffer.Start, consumed ? buffer.Start : buffer.End);
            }
        }
    }

    /// <summary>The only message of a stream that must hold exactly one.</summary>
    public async ValueTask<T> ReadSingleAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken ct)
        where T : class
    {
        var message = await ReadAsync(deserializer, ct).ConfigureAwait(false) ?? throw new RpcException(s_incomplete);
        await ExpectEndAsync(ct).ConfigureAwait(false);
        return message;
    }

    /// <summary>Waits for the peer to end its stream, and refuses anything else it may send.</summary>
    public async ValueTask ExpectEndAsync(CancellationToken ct)
    {
        ReadResult read;
        do
        {
            read = await input.ReadAsync(ct).ConfigureAwait(false);
            var more = !read.Buffer.IsEmpty;
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (more)
            {
                throw new RpcException(s_additional);
            }
        }
        while (!read.IsCompleted);
    }

    private bool TryTakeFrame(ref ReadOnlySequence<byte> buffer, out bool compressed, out ReadOnlySequence<byte> payload)
    {
        compressed = false;
        payload = default;
        if (buffer.Length < FrameWriter.HeaderBytes)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[FrameWriter.HeaderBytes];
        buffer.Slice(0, FrameWriter.HeaderBytes).CopyTo(header);
        compressed = header[0] switch
        {
            0 => false,
            1 => true,
            _ => throw new InvalidDataException("Unexpected compressed flag value in message header."),
        };
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > (maxMessageBytes ?? int.MaxValue)) // Refused before a byte of it is kept.
        {
            throw new RpcException(s_tooLarge);
        }

        if (buffer.Length < FrameWriter.HeaderBytes + length)
        {
            return false;
        }

        payload = buffer.Slice(FrameWriter.HeaderBytes, length);
        buffer = buffer.Slice(FrameWriter.HeaderBytes + length);
        return true;
    }

    private T Deserialized<T>(Func<DeserializationContext, T> deserializer, bool compressed)
    {
        if (!compressed)
        {
            return deserializer(this);
        }

        using var decompressed = Decompress();
        _payload = new ReadOnlySequence<byte>(decompressed.Written);
        return deserializer(this);
    }

    private PooledBuffer Decompress()
    {
        // "If the Compressed-Flag is set and grpc-encoding is absent or identity, it is an INTERNAL error."
        if (encoding is null or CompressionProviders.Identity)
        {
            throw new RpcException(new Status(StatusCode.Internal, encoding is null
                ? "Request did not include grpc-encoding value with compressed message."
                : "Request sent 'identity' grpc-encoding value with compressed message."));
        }

        var provider = providers.Find(encoding) ?? throw new RpcException(new Status(
            StatusCode.Unimplemented, $"Unsupported grpc-encoding value '{encoding}'. Supported encodings: {string.Join(", ", providers.Names)}"));
        var output = new PooledBuffer();
        try
        {
            using var source = new MemoryStream(_payload.ToArray());
            using var decompressor = provider.CreateDecompressionStream(source);
            for (var read = -1; read != 0;)
            {
                read = decompressor.Read(output.GetSpan());
                output.Advance(read);
                if (output.Length > maxMessageBytes)
                {
                    throw new RpcException(s_tooLarge); // A small message may claim to be a huge one.
                }
            }

            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }
}
