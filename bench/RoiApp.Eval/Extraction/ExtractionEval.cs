using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction;

namespace RoiApp.Eval.Extraction;

/// <summary>Reads labelled memos with the grammar and scores what it finds.</summary>
internal static class ExtractionEval
{
    public static ExtractionScorer Run(IEnumerable<LabelledMemo> memos)
    {
        var scorer = new ExtractionScorer();
        foreach (var memo in memos)
        {
            var language = memo.Language == "mixed" ? "und" : memo.Language;
            scorer.Add(memo, GrammarReportExtractor.Extract([new Segment { Text = memo.Text, Confidence = 1, Language = language }], language), "all", memo.Kind, memo.Language, $"{memo.Kind}/{memo.Language}");
        }

        return scorer;
    }

    /// <summary>The memo as a recogniser without punctuation and capitals would have written it.</summary>
    public static LabelledMemo AsHeard(LabelledMemo memo) => memo with
    {
        Kind = memo.Kind + "-heard",
        Text = string.Join(' ', new string([.. memo.Text.Select(c => char.IsLetterOrDigit(c) || c is '\'' or '’' ? char.ToLowerInvariant(c) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    };
}
