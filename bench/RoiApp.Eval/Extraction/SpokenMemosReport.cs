using RoiApp.Contracts.V1;
using RoiApp.Eval.Speech;
using RoiApp.Processing.Extraction;

namespace RoiApp.Eval.Extraction;

/// <summary>
/// Scores reports end to end, from the recording: what the app reads (<c>audio</c>), what it would read from the recogniser's words without stops and capitals
/// (<c>audio-plain</c>), and what it reads where everything was heard as it was said (<c>audio-reference</c>), the ceiling.
/// </summary>
internal static class SpokenMemosReport
{
    public static void Print(IReadOnlyList<SpeechScore> heard, IReadOnlyDictionary<string, SpokenMemo> memos, bool json, bool failures)
    {
        var (spoken, plain, reference) = (new ExtractionScorer(), new ExtractionScorer(), new ExtractionScorer());
        foreach (var score in heard.Where(score => memos.ContainsKey(score.Recording.Id)))
        {
            var (memo, recording) = (memos[score.Recording.Id], score.Recording);
            var labelled = memo.AsLabelled(recording.Language, recording.Kind, recording.Reference);
            spoken.Add(labelled, memo.Labelled(score.Report), SubsetsOf("audio", recording));
            plain.Add(labelled, memo.Labelled(Read([.. score.Segments.Select(Plain)], recording.Language)), SubsetsOf("audio-plain", recording));
            reference.Add(labelled, memo.Labelled(Read([new Segment { Text = recording.Reference, Confidence = 1, Language = recording.Language }], recording.Language)), SubsetsOf("audio-reference", recording));
        }
        foreach (var scorer in new[] { spoken, plain, reference })
        {
            ExtractionReport.Print(scorer, scorer.Subsets.Order(StringComparer.Ordinal), json);
        }
        if (failures)
        {
            spoken.Failures.ForEach(Console.Error.WriteLine);
        }
    }

    /// <summary>The segment as the recogniser wrote it, before it was made readable.</summary>
    internal static Segment Plain(Segment segment)
    {
        var plain = segment.Clone();
        foreach (var word in plain.Words)
        {
            word.Text = word.Text.ToLowerInvariant();
        }
        plain.Text = string.Join(' ', plain.Words.Select(word => word.Text));
        return plain;
    }

    /// <summary>All, by language, by kind, and by kind of voice where that is known.</summary>
    internal static string[] SubsetsOf(string source, LabelledRecording recording) =>
        [source, $"{source}-{recording.Language}", .. recording.Subsets.Where(subset => subset != recording.Language).Select(subset => $"{source}-{subset}")];

    private static Report Read(IReadOnlyList<Segment> segments, string language) => segments.Count == 0 ? new Report() : GrammarReportExtractor.Extract(segments, language);
}
