using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Transcription;

/// <summary>Groups recognised words into segments, one utterance each.</summary>
internal static class UtteranceSplitter
{
    /// <summary>A pause that ends an utterance.</summary>
    public const int PauseMs = 400;

    // A subtitle longer than this is not read in time; the next short pause ends it.
    private const int LongMs = 12_000;
    private const int ShortPauseMs = 120;

    /// <param name="words">In order of time, their times from the start of the recording.</param>
    public static IReadOnlyList<Segment> Split(IEnumerable<Word> words, string language)
    {
        var segments = new List<Segment>();
        var current = new List<Word>();
        foreach (var word in words)
        {
            if (current.Count > 0 && Ends(current, word))
            {
                segments.Add(Join(current, language));
                current.Clear();
            }
            current.Add(word);
        }
        if (current.Count > 0)
        {
            segments.Add(Join(current, language));
        }
        return segments;
    }

    private static bool Ends(List<Word> utterance, Word next)
    {
        var pause = next.StartMs - utterance[^1].EndMs;
        return pause >= PauseMs || (pause >= ShortPauseMs && utterance[^1].EndMs - utterance[0].StartMs >= LongMs);
    }

    private static Segment Join(List<Word> words, string language) => new()
    {
        StartMs = words[0].StartMs,
        EndMs = words[^1].EndMs,
        Text = string.Join(' ', words.Select(word => word.Text)),
        Confidence = words.Average(word => word.Confidence),
        Language = language,
        Words = { words },
    };
}
