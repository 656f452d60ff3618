namespace RoiApp.Processing.Decoding.Endings;

/// <summary>
/// Watches a recording's bytes go by and knows whether they stopped in the middle. ffmpeg reads a cut WAV, MP3 or Ogg file to the cut
/// and calls that a success.
/// </summary>
internal interface IEndingCheck
{
    /// <summary>Takes the next bytes of the file, from its first one on.</summary>
    void Observe(ReadOnlySpan<byte> bytes);

    /// <summary>True when the bytes seen so far end inside something that had announced its length.</summary>
    bool EndsMidway { get; }

    /// <returns>Null for formats whose cuts ffmpeg reports itself.</returns>
    static IEndingCheck? For(AudioFormat format) => format.Name switch
    {
        "wav" => new WavEnding(),
        "mp3" => new Mp3Ending(),
        "ogg" or "opus" => new OggEnding(),
        _ => null,
    };
}
