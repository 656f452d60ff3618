namespace RoiApp.Testing.OpenAI;

/// <summary>How much a service tells of a recording.</summary>
public enum SpeechDetail
{
    /// <summary>As whisper-1 does.</summary>
    SegmentsAndWords,

    /// <summary>Words within their segments, as some servers of one's own do.</summary>
    WordsWithinSegments,

    /// <summary>Segments only; words are given as null.</summary>
    Segments,

    /// <summary>Words only.</summary>
    Words,

    /// <summary>Text only: <c>verbose_json</c> is refused, as gpt-4o-transcribe does.</summary>
    Text,
}

/// <summary>A request for a transcription that was in order.</summary>
/// <param name="Wav">The file's bytes.</param>
/// <param name="Language">Empty when it is to be detected.</param>
public sealed record SpeechRequest(byte[] Wav, string FileName, string Model, string Language, string Format, IReadOnlyList<string> Granularities)
{
    private const int WavHeaderBytes = 44;

    /// <summary>Samples of a WAV file of mono 16-bit PCM.</summary>
    public short[] Samples => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(Wav.AsSpan(WavHeaderBytes)).ToArray();

    /// <summary>At 16 kHz.</summary>
    public double Seconds => (Wav.Length - WavHeaderBytes) / 32_000.0;
}

/// <summary>What was heard, with times in seconds.</summary>
/// <param name="Language">Its English name, such as <c>english</c>.</param>
public sealed record HeardSpeech(string Language, IReadOnlyList<HeardSegment> Segments)
{
    public static HeardSpeech Silence { get; } = new("english", []);

    public string Text => string.Join(' ', Segments.Select(segment => segment.Text));

    /// <summary>One segment without words.</summary>
    public static HeardSpeech Of(string language, double end, string text) => new(language, [new HeardSegment(0, end, text, -0.1, [])]);
}

public sealed record HeardSegment(double Start, double End, string Text, double AverageLogProbability, IReadOnlyList<HeardWord> Words);

public sealed record HeardWord(string Word, double Start, double End);
