using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Wire;

/// <summary>
/// "Length-Prefixed-Message → Compressed-Flag Message-Length Message": one byte, four bytes big-endian, the message.
/// One writer serves the messages of one call, one after the other.
/// </summary>
/// <remarks>
/// A frame is put together in the writer's own buffer, so that it goes into the output in one piece. Only where the output is memory that a
/// large message can be written to directly is it spared that copy.
/// </remarks>
internal sealed class FrameWriter(int? maxMessageBytes) : SerializationContext, IDisposable
{
    public const int HeaderBytes = 5;

    /// <summary>Copying fewer bytes than this costs less than taking memory from a pipe and giving it back in parts.</summary>
    private const int SmallBytes = 4096;

    private static readonly Status s_tooLarge = new(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size.");

    private readonly PooledBuffer _frame = new();
    private IBufferWriter<byte>? _output;
    private ICompressionProvider? _compression;
    private CompressionLevel? _level;
    private int? _announced;
    private bool _direct;
    private bool _completed;

    /// <summary>Frames one message.</summary>
    /// <param name="output">What a large message may be written to directly, if there is such a thing.</param>
    /// <returns>The frame, valid until the next one is written; empty when it is in <paramref name="output"/> already.</returns>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is larger than allowed.</exception>
    public ReadOnlyMemory<byte> Write<T>(
        T message, Action<T, SerializationContext> serializer, ICompressionProvider? compression, CompressionLevel? level, IBufferWriter<byte>? output = null)
    {
        (_output, _compression, _level, _announced, _direct, _completed) = (output, compression, level, null, false, false);
        _frame.Clear();
        _frame.GetSpan(HeaderBytes);
        _frame.Advance(HeaderBytes);
        serializer(message, this);
        if (!_completed)
        {
            throw new InvalidOperationException("Serialization did not return a payload.");
        }

        return _direct ? default : _frame.Written;
    }

    /// <summary>Gives a large frame's memory back once it has been sent. A small one's serves the next message.</summary>
    public void Trim()
    {
        if (_frame.Capacity > SmallBytes)
        {
            _frame.Dispose();
        }
    }

    public void Dispose() => _frame.Dispose();

    public override void SetPayloadLength(int payloadLength)
    {
        CheckSize(payloadLength);
        _announced = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_announced is not { } length || _compression is not null || _direct)
        {
            return _direct ? _output! : _frame;
        }

        if (_output is null || length <= SmallBytes)
        {
            _frame.GetSpan(length); // All of it at once, rather than growing to it.
            return _frame;
        }

        WriteHeader(_output.GetSpan(HeaderBytes), compressed: false, length);
        _output.Advance(HeaderBytes);
        _direct = true;
        return _output;
    }

    public override void Complete()
    {
        if (!_direct)
        {
            Finish();
        }

        _completed = true;
    }

    public override void Complete(byte[] payload)
    {
        _frame.Write(payload);
        Complete();
    }

    private void Finish()
    {
        var payload = _frame.Written.Span[HeaderBytes..];
        CheckSize(payload.Length);
        if (_compression is not null)
        {
            using var compressed = new MemoryStream(payload.Length);
            using (var compressor = _compression.CreateCompressionStream(compressed, _level))
            {
                compressor.Write(payload);
            }

            _frame.Rewind(HeaderBytes);
            _frame.Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        }

        WriteHeader(_frame.WrittenSpan, _compression is not null, _frame.Length - HeaderBytes);
    }

    private static void WriteHeader(Span<byte> header, bool compressed, int length)
    {
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
    }

    private void CheckSize(int length)
    {
        if (length > maxMessageBytes)
        {
            throw new RpcException(s_tooLarge);
        }
    }
}
