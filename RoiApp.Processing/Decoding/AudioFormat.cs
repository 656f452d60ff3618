namespace RoiApp.Processing.Decoding;

/// <summary>A container as found by content.</summary>
/// <param name="Name">Such as <c>wav</c> or <c>mp3</c>.</param>
/// <param name="Demuxers">The only readers that ffmpeg may use for it, by ffmpeg's names.</param>
/// <param name="IndexMayBeAtTheEnd">True when it cannot be read front to back, so that it has to be on disk first.</param>
internal sealed record AudioFormat(string Name, string Demuxers, bool IndexMayBeAtTheEnd = false)
{
    /// <summary>Bytes from the start of a file that are enough to tell its format.</summary>
    public const int SniffBytes = 64 * 1024;

    private const string IsoMedia = "mov,mp4,m4a,3gp,3g2,mj2";

    /// <summary>Tells the format by the file's first bytes; the extension plays no part.</summary>
    /// <returns>Null when the bytes are no recording that RoiApp reads.</returns>
    public static AudioFormat? Sniff(ReadOnlySpan<byte> start) => start switch
    {
        _ when Has(start, 0, "RIFF"u8) && Has(start, 8, "WAVE"u8) => new("wav", "wav"),
        _ when Has(start, 0, "RF64"u8) && Has(start, 8, "WAVE"u8) => new("wav", "wav"),
        _ when Has(start, 0, "OggS"u8) => new(Contains(start, "OpusHead"u8) ? "opus" : "ogg", "ogg"),
        _ when Has(start, 0, "fLaC"u8) => new("flac", "flac"),
        _ when Has(start, 0, [0x1A, 0x45, 0xDF, 0xA3]) => new(Contains(start[..Math.Min(start.Length, 128)], "webm"u8) ? "webm" : "matroska", "matroska,webm"),
        _ when Has(start, 4, "ftyp"u8) => new(NameOfBrand(start), IsoMedia, IndexMayBeAtTheEnd: true),
        // Old QuickTime files have no ftyp box.
        _ when Has(start, 4, "moov"u8) || Has(start, 4, "mdat"u8) || Has(start, 4, "wide"u8) => new("mov", IsoMedia, IndexMayBeAtTheEnd: true),
        _ when Has(start, 0, "FORM"u8) && (Has(start, 8, "AIFF"u8) || Has(start, 8, "AIFC"u8)) => new("aiff", "aiff"),
        _ when Has(start, 0, "#!AMR"u8) => new("amr", "amr"),
        _ when Has(start, 0, [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) => new("asf", "asf"),
        _ when Has(start, 0, "ID3"u8) => new("mp3", "mp3,aac,flac"),
        _ when MpegFrame.FindPair(start) >= 0 => new("mp3", "mp3"),
        _ when AdtsFrame.IsPair(start) => new("aac", "aac"),
        _ => null,
    };

    private static string NameOfBrand(ReadOnlySpan<byte> start) => start switch
    {
        _ when Has(start, 8, "M4A "u8) || Has(start, 8, "M4B "u8) => "m4a",
        _ when Has(start, 8, "3gp"u8) || Has(start, 8, "3g2"u8) => "3gp",
        _ when Has(start, 8, "qt  "u8) => "mov",
        _ => "mp4",
    };

    private static bool Has(ReadOnlySpan<byte> start, int at, ReadOnlySpan<byte> mark) => start.Length >= at + mark.Length && start.Slice(at, mark.Length).SequenceEqual(mark);

    private static bool Contains(ReadOnlySpan<byte> start, ReadOnlySpan<byte> mark) => start.IndexOf(mark) >= 0;
}
