namespace RoiApp.Processing.Decoding;

/// <summary>The header of an AAC frame in a bare stream (ISO 14496-3, 1.A.2.2).</summary>
internal static class AdtsFrame
{
    /// <summary>True when the bytes begin with a frame that another one follows.</summary>
    public static bool IsPair(ReadOnlySpan<byte> bytes)
    {
        var length = Length(bytes);
        return length > 0 && length < bytes.Length && Length(bytes[length..]) > 0;
    }

    private static int Length(ReadOnlySpan<byte> header) =>
        header.Length < 7 || header[0] != 0xFF || (header[1] & 0xF6) != 0xF0 ? 0 : ((header[3] & 3) << 11) | (header[4] << 3) | (header[5] >> 5);
}
