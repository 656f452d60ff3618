namespace RoiApp.Processing.Decoding.Endings;

/// <summary>Walks from frame to frame; a file cut short ends inside one.</summary>
internal sealed class Mp3Ending : IEndingCheck
{
    private const int Id3HeaderBytes = 10;

    private readonly byte[] _header = new byte[Id3HeaderBytes];
    private int _held;
    private long _skip;
    private bool _inFrame;
    private bool _lost;

    public bool EndsMidway => !_lost && _inFrame && _skip > 0;

    public void Observe(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && !_lost)
        {
            if (_skip > 0)
            {
                var step = (int)Math.Min(_skip, bytes.Length);
                _skip -= step;
                bytes = bytes[step..];
                continue;
            }
            _inFrame = false;
            _header[_held++] = bytes[0];
            bytes = bytes[1..];
            Consider();
        }
    }

    private void Consider()
    {
        var held = _header.AsSpan(0, _held);
        if (held.StartsWith("ID3"u8))
        {
            if (_held == Id3HeaderBytes)
            {
                // Seven bits a byte (ID3v2, 3.1).
                _skip = (held[6] << 21) | (held[7] << 14) | (held[8] << 7) | held[9];
                _held = 0;
            }
        }
        else if (_held == MpegFrame.HeaderBytes)
        {
            if (MpegFrame.Parse(held) is { } frame)
            {
                _skip = frame.Bytes - MpegFrame.HeaderBytes;
                _inFrame = true;
                _held = 0;
            }
            else
            {
                // Tags at the end (ID3v1, APE, lyrics) or rubbish: from here on lengths cannot be trusted.
                _lost = !held.StartsWith("ID3"u8);
            }
        }
    }
}
