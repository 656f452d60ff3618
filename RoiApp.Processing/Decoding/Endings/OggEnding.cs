namespace RoiApp.Processing.Decoding.Endings;

/// <summary>Walks from page to page (RFC 3533, 6); a file cut short ends inside one.</summary>
internal sealed class OggEnding : IEndingCheck
{
    private const int HeaderBytes = 27;

    private readonly byte[] _header = new byte[HeaderBytes + 255];
    private int _held;
    private int _skip;
    private bool _lost;

    public bool EndsMidway => !_lost && (_skip > 0 || _held > 0);

    public void Observe(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && !_lost)
        {
            if (_skip > 0)
            {
                var step = Math.Min(_skip, bytes.Length);
                _skip -= step;
                bytes = bytes[step..];
                continue;
            }
            _header[_held++] = bytes[0];
            bytes = bytes[1..];
            if (_held >= HeaderBytes && _held == HeaderBytes + _header[HeaderBytes - 1])
            {
                _lost = !_header.AsSpan(0, 4).SequenceEqual("OggS"u8);
                foreach (var lacing in _header.AsSpan(HeaderBytes, _held - HeaderBytes))
                {
                    _skip += lacing;
                }
                _held = 0;
            }
        }
    }
}
