using System.Buffers;
using System.Runtime.InteropServices;

namespace RoiApp.Processing.Decoding;

/// <summary>Mono 16-bit samples at <see cref="SampleRate"/> in a rented buffer, which goes back when the block is disposed of.</summary>
internal readonly struct PcmBlock : IDisposable
{
    public const int SampleRate = 16_000;

    private readonly short[] _rented;

    private PcmBlock(short[] rented, int length)
    {
        _rented = rented;
        Length = length;
    }

    public int Length { get; }

    public ReadOnlySpan<short> Samples => _rented.AsSpan(0, Length);

    /// <param name="littleEndian">Whole samples: an even number of bytes, least significant byte first, as on this machine.</param>
    public static PcmBlock From(ReadOnlySpan<byte> littleEndian)
    {
        var samples = MemoryMarshal.Cast<byte, short>(littleEndian);
        return From(samples);
    }

    public static PcmBlock From(ReadOnlySpan<short> samples)
    {
        var rented = ArrayPool<short>.Shared.Rent(samples.Length);
        samples.CopyTo(rented);
        return new PcmBlock(rented, samples.Length);
    }

    public static long ToMs(long samples) => samples * 1000 / SampleRate;

    public void Dispose() => ArrayPool<short>.Shared.Return(_rented);
}
