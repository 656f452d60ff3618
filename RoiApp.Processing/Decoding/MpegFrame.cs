namespace RoiApp.Processing.Decoding;

/// <summary>The four header bytes of an MPEG audio frame (ISO 11172-3, 2.4.1.3; ISO 13818-3 for the lower rates).</summary>
/// <param name="Bytes">Length of the frame, header included.</param>
internal readonly record struct MpegFrame(int Bytes)
{
    public const int HeaderBytes = 4;

    private static readonly int[] s_kbitsV1L1 = [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448];
    private static readonly int[] s_kbitsV1L2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
    private static readonly int[] s_kbitsV1L3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] s_kbitsV2L1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
    private static readonly int[] s_kbitsV2L23 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] s_hertzV1 = [44_100, 48_000, 32_000];

    /// <returns>Null when the bytes are no header, or one of a free-format frame, whose length it does not tell.</returns>
    public static MpegFrame? Parse(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes || header[0] != 0xFF || (header[1] & 0xE0) != 0xE0)
        {
            return null;
        }
        var version = (header[1] >> 3) & 3; // 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5.
        var layer = 4 - ((header[1] >> 1) & 3);
        var rate = header[2] >> 4;
        var frequency = (header[2] >> 2) & 3;
        if (version == 1 || layer == 4 || rate is 0 or 15 || frequency == 3)
        {
            return null;
        }
        var first = version == 3;
        var kbits = (first, layer) switch
        {
            (true, 1) => s_kbitsV1L1[rate],
            (true, 2) => s_kbitsV1L2[rate],
            (true, _) => s_kbitsV1L3[rate],
            (false, 1) => s_kbitsV2L1[rate],
            _ => s_kbitsV2L23[rate],
        };
        var hertz = s_hertzV1[frequency] >> (version switch { 3 => 0, 2 => 1, _ => 2 });
        var padding = (header[2] >> 1) & 1;
        var bytes = layer == 1
            ? ((12 * kbits * 1000 / hertz) + padding) * 4
            : ((first || layer == 2 ? 144 : 72) * kbits * 1000 / hertz) + padding;
        return new MpegFrame(bytes);
    }

    /// <summary>Position of the first frame that another one follows, or -1. One alone may be chance.</summary>
    public static int FindPair(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at + HeaderBytes <= bytes.Length; at++)
        {
            var jump = bytes[at..].IndexOf((byte)0xFF);
            if (jump < 0)
            {
                return -1;
            }
            at += jump;
            if (Parse(bytes[at..]) is { } frame && at + frame.Bytes < bytes.Length && Parse(bytes[(at + frame.Bytes)..]) is not null)
            {
                return at;
            }
        }
        return -1;
    }
}
