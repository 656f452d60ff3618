using System.Buffers.Binary;

namespace RoiApp.Processing.Decoding.Endings;

/// <summary>Compares the bytes that came with the size that the <c>data</c> chunk announces.</summary>
internal sealed class WavEnding : IEndingCheck
{
    private const int ChunkHeaderBytes = 8;

    private readonly byte[] _header = new byte[ChunkHeaderBytes];
    private int _held;
    private long _skip = 12; // RIFF, size, WAVE.
    private bool _inData;
    private bool _sizeUnknown;

    public bool EndsMidway => !_sizeUnknown && _inData && _skip > 0;

    public void Observe(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && !_sizeUnknown)
        {
            if (_skip > 0)
            {
                var step = (int)Math.Min(_skip, bytes.Length);
                _skip -= step;
                bytes = bytes[step..];
                continue;
            }
            _inData = false;
            _header[_held++] = bytes[0];
            bytes = bytes[1..];
            if (_held == ChunkHeaderBytes)
            {
                Enter();
            }
        }
    }

    private void Enter()
    {
        _held = 0;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(4));
        _inData = _header.AsSpan(0, 4).SequenceEqual("data"u8);
        // Programs that record into a pipe cannot know the size: they leave 0 or the largest number (also RF64's mark).
        _sizeUnknown = _inData && (size == 0 || size >= 0x7FFF_F000);
        _skip = _inData ? size : size + (size & 1);
    }
}
