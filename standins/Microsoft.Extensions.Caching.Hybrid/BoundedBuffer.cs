using System.Buffers;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>Memory that grows as it is written to, up to a limit.</summary>
internal sealed class BoundedBuffer(long maxBytes) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Whether more was written than the limit allows.</summary>
    public bool Exceeded { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Advance(int count)
    {
        if (_bytes.WrittenCount + (long)count > maxBytes)
        {
            throw TooMuch();
        }

        _bytes.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => Fits(sizeHint) ? _bytes.GetMemory(sizeHint) : throw TooMuch();

    public Span<byte> GetSpan(int sizeHint = 0) => Fits(sizeHint) ? _bytes.GetSpan(sizeHint) : throw TooMuch();

    /// <remarks>A writer may ask for more room than it then uses (text is asked for at its longest), so a hint alone is no excess, within reason.</remarks>
    private bool Fits(int sizeHint) => _bytes.WrittenCount + (long)sizeHint <= Math.Max(4096, maxBytes * 4);

    private InvalidOperationException TooMuch()
    {
        Exceeded = true;
        return new($"More than {maxBytes} bytes.");
    }
}
