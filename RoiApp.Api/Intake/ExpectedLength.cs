namespace RoiApp.Api.Intake;

/// <summary>How long a recording is likely to be, from its size alone: good enough to let a short memo pass a long meeting, and for nothing else.</summary>
internal static class ExpectedLength
{
    /// <param name="format">Container found by content, such as <c>wav</c>.</param>
    public static TimeSpan Of(string format, long bytes) => TimeSpan.FromSeconds(bytes / BytesPerSecond(format));

    // What phones and browsers usually write: 16 kHz 16-bit mono uncompressed, half of it in FLAC, 64 kbit/s in the older formats, 32 kbit/s in Opus.
    private static double BytesPerSecond(string format) => format switch
    {
        "wav" => 32_000,
        "flac" => 16_000,
        "mp3" or "mp4" or "m4a" => 8_000,
        "webm" or "ogg" or "opus" => 4_000,
        _ => 1_000_000, // Text: nothing to be heard.
    };
}
