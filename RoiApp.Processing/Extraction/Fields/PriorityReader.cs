using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Fields;

/// <summary>Reads how urgent a contact is: a level beside the word "priority", or a phrase such as "no rush".</summary>
internal static class PriorityReader
{
    private const int Before = 3;
    private const int After = 26;
    private const int Pivot = 12;

    public static List<Fact<Priority>> Read(Memo memo, TakenWords taken)
    {
        List<Fact<Priority>> facts = [];
        var everything = new Span(0, memo.Count);
        foreach (var word in memo.Cues.In(everything, CueKind.Priority))
        {
            if (Beside(memo, word) is { } fact && !taken[word.Start])
            {
                facts.Add(fact);
            }
        }

        // "Prospect. Medium." is said by itself, in a memo that says it nowhere else.
        for (var i = 0; i < memo.Count && facts.Count == 0; i++)
        {
            if (Level(memo, i) != Priority.Unspecified && memo[i].Before >= Break.Comma && memo.BreakBefore(i + 1) >= Break.Comma && !taken[i])
            {
                facts.Add(new Fact<Priority>(Level(memo, i), new Span(i, i + 1), 0.7));
            }
        }

        foreach (var hit in memo.Cues.In(everything, CueKind.HighHint, CueKind.MediumHint, CueKind.LowHint))
        {
            if (!taken[hit.Start])
            {
                var level = hit.Kind switch { CueKind.HighHint => Priority.High, CueKind.MediumHint => Priority.Medium, _ => Priority.Low };
                facts.Add(new Fact<Priority>(level, hit.Span, hit.Kind == CueKind.MediumHint ? 0.65 : 0.6));
            }
        }

        return facts;
    }

    private static Fact<Priority>? Beside(Memo memo, CueHit word)
    {
        var first = -1;
        for (var i = word.Start - 1; i >= Math.Max(0, word.Start - Before) && memo[i + 1].Before < Break.Semicolon; i--)
        {
            if (Level(memo, i) != Priority.Unspecified && (i == word.Start - 1 || memo.IsStop(i + 1) || i + 2 == word.Start))
            {
                first = i;
                break;
            }
        }

        var last = first;
        var pivot = -1;
        for (var i = word.End; i < Math.Min(memo.Count, word.End + After); i++)
        {
            if (memo[i].StartsSentence && !(memo.Cues.Starts(i, CueKind.Correction, CueKind.BareCorrection) || memo.Grammar.LevelPivots.Contains(memo.Norm(i))))
            {
                break;
            }

            if (memo.Cues.Starts(i, CueKind.Oblige, CueKind.ActionHeader, CueKind.Discuss, CueKind.Section, CueKind.Close) || (last >= 0 && memo.Cues.Starts(i, CueKind.Priority)))
            {
                break;
            }

            if (memo.Grammar.LevelPivots.Contains(memo.Norm(i)))
            {
                pivot = i;
            }

            if (Level(memo, i) != Priority.Unspecified && (last < 0 ? i - word.End < 14 : pivot > last && i - pivot <= Pivot))
            {
                last = i;
            }
        }

        return last < 0 ? null : new Fact<Priority>(Level(memo, last), new Span(Math.Min(word.Start, last), Math.Max(word.End, last + 1)), 0.95);
    }

    // "low minimum" and "the mid-size model" are not levels; a level stands alone, or right before the word itself.
    private static Priority Level(Memo memo, int index) => memo.Grammar.Level(memo.Norm(index));
}
