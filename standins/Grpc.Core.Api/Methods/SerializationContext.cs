using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a serializer puts a message: either one array, or a buffer writer completed without arguments.</summary>
public abstract class SerializationContext
{
    public virtual void Complete(byte[] payload) => throw new NotImplementedException();

    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotImplementedException();

    /// <summary>Announces the size of what will be written, so that one buffer of that size is taken.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    public virtual void Complete() => throw new NotImplementedException();
}
