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
/// <remarks>A message whose size its serializer announces goes straight into the output; others are gathered first.</remarks>
internal sealed class FrameWriter(int? maxMessageBytes) : SerializationContext
{
    public const int HeaderBytes = 5;

    private static readonly Status s_tooLarge = new(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size.");

    private IBufferWriter<byte>? _output;
    private PooledBuffer? _gathered;
    private ICompressionProvider? _compression;
    private CompressionLevel? _level;
    private int? _announced;
    private bool _completed;

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is larger than allowed.</exception>
    public void Write<T>(IBufferWriter<byte> output, T message, Action<T, SerializationContext> serializer, ICompressionProvider? compression, CompressionLevel? level)
    {
        (_output, _compression, _level, _announced, _completed) = (output, compression, level, null, false);
        try
        {
            serializer(message, this);
            if (!_completed)
            {
                throw new InvalidOperationException("Serialization did not return a payload.");
            }
        }
        finally
        {
            _output = null;
            _gathered?.Dispose();
            _gathered = null;
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        CheckSize(payloadLength);
        _announced = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_announced is { } length && _compression is null && _gathered is null)
        {
            WriteHeader(compressed: false, length);
            return _output!;
        }

        return _gathered ??= new PooledBuffer();
    }

    public override void Complete()
    {
        if (_gathered is not null)
        {
            Complete(_gathered.Written.Span);
        }

        _completed = true;
    }

    public override void Complete(byte[] payload) => Complete(payload.AsSpan());

    private void Complete(ReadOnlySpan<byte> payload)
    {
        CheckSize(payload.Length);
        if (_compression is null)
        {
            WriteHeader(compressed: false, payload.Length);
            _output!.Write(payload);
        }
        else
        {
            using var compressed = new MemoryStream(payload.Length);
            using (var compressor = _compression.CreateCompressionStream(compressed, _level))
            {
                compressor.Write(payload);
            }

            WriteHeader(compressed: true, (int)compressed.Length);
            _output!.Write(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        }

        _completed = true;
    }

    private void WriteHeader(bool compressed, int length)
    {
        var header = _output!.GetSpan(HeaderBytes);
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
        _output.Advance(HeaderBytes);
    }

    private void CheckSize(int length)
    {
        if (length > maxMessageBytes)
        {
            throw new RpcException(s_tooLarge);
        }
    }
}
