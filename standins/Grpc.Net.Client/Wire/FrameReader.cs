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

    private ReadOnlySequence<byte> _unread; // What of the last read is not taken yet; of the pipe's memory, so held only until it is all taken.
    private ReadOnlySequence<byte> _payload;
    private bool _holding;
    private bool _ended;

    public override int PayloadLength => (int)_payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>The next message if it has arrived whole. Most of a fast stream's messages have, and need no waiting.</summary>
    public T? TryRead<T>(Func<DeserializationContext, T> deserializer)
        where T : class
    {
        if (!_holding)
        {
            if (_ended || !input.TryRead(out var read))
            {
                return null;
            }

            Hold(read);
        }

        return TryTake(deserializer);
    }

    /// <summary>The next message, or <see langword="null"/> at the end of the stream.</summary>
    /// <exception cref="RpcException">The bytes are not a message, or one that is too large or compressed in an unknown way.</exception>
    public async ValueTask<T?> ReadAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken ct)
        where T : class
    {
        while (true)
        {
            if (TryRead(deserializer) is { } message)
            {
                return message;
            }

            if (_ended)
            {
                return _holding ? throw new RpcException(s_incomplete) : null;
            }

            await HoldMoreAsync(ct).ConfigureAwait(false);
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
        while (!_holding && !_ended)
        {
            await HoldMoreAsync(ct).ConfigureAwait(false);
        }

        if (_holding)
        {
            throw new RpcException(s_additional);
        }
    }

    /// <summary>Waits for more than is held.</summary>
    private ValueTask HoldMoreAsync(CancellationToken ct)
    {
        if (_holding)
        {
            _holding = false;
            input.AdvanceTo(_unread.Start, _unread.End);
        }

        var reading = input.ReadAsync(ct);
        if (!reading.IsCompletedSuccessfully)
        {
            return HoldAsync(reading);
        }

        Hold(reading.Result);
        return ValueTask.CompletedTask;
    }

    private async ValueTask HoldAsync(ValueTask<ReadResult> reading) => Hold(await reading.ConfigureAwait(false));

    private void Hold(in ReadResult read)
    {
        (_unread, _holding, _ended) = (read.Buffer, true, read.IsCompleted);
        ReleaseIfEmpty();
        if (read.IsCanceled)
        {
            throw new RpcException(s_cancelled);
        }
    }

    /// <summary>Gives the memory back, and the peer room to send more.</summary>
    private void ReleaseIfEmpty()
    {
        if (_unread.IsEmpty)
        {
            _holding = false;
            input.AdvanceTo(_unread.End);
        }
    }

    private T? TryTake<T>(Func<DeserializationContext, T> deserializer)
        where T : class
    {
        if (!_holding || !TryTakeFrame(ref _unread, out var compressed, out _payload))
        {
            return null;
        }

        try
        {
            return Deserialized(deserializer, compressed);
        }
        finally
        {
            _payload = default;
            ReleaseIfEmpty();
        }
    }

    private bool TryTakeFrame(ref ReadOnlySequence<byte> buffer, out bool compressed, out ReadOnlySequence<byte> payload)
    {
        compressed = false;
        payload = default;
        var available = buffer.Length;
        if (available < FrameWriter.HeaderBytes)
        {
            return false;
        }

        scoped var header = buffer.FirstSpan;
        if (header.Length < FrameWriter.HeaderBytes)
        {
            Span<byte> whole = stackalloc byte[FrameWriter.HeaderBytes];
            buffer.Slice(0, FrameWriter.HeaderBytes).CopyTo(whole);
            header = whole;
        }

        compressed = header[0] switch
        {
            0 => false,
            1 => true,
            _ => throw new InvalidDataException("Unexpected compressed flag value in message header."),
        };
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..FrameWriter.HeaderBytes]);
        if (length > (maxMessageBytes ?? int.MaxValue)) // Refused before a byte of it is kept.
        {
            throw new RpcException(s_tooLarge);
        }

        if (available < FrameWriter.HeaderBytes + length)
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
