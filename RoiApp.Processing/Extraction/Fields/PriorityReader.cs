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
    private const int MostLeads = 6;

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

        // "Prospect. Medium.", "Nothing is on fire, put low.": said by itself. Where the memo has the word elsewhere, words that lead to the level are needed.
        var said = memo.Cues.AnyOf(CueKind.Priority);
        for (var i = 0; i < memo.Count; i++)
        {
            if (Level(memo, i) != Priority.Unspecified && memo.BreakBefore(i + 1) >= Break.Comma && !taken[i] && StandsAlone(memo, i, said))
            {
                facts.Add(new Fact<Priority>(Level(memo, i), new Span(i, i + 1), 0.7));
            }
        }

        foreach (var hit in memo.Cues.In(everything, CueKind.HighHint, CueKind.MediumHint, CueKind.LowHint))
        {
            if (!taken[hit.Start] && !(hit.Start > 0 && memo.Grammar.QuestionWords.Contains(memo.Norm(hit.Start - 1))))
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

            // "Priority, neither much nor little": its levels are no levels.
            if (last < 0 && memo.Cues.At(i, CueKind.MediumHint) is { } between && Level(memo, i) == Priority.Unspecified)
            {
                return new Fact<Priority>(Priority.Medium, new Span(word.Start, between.End), 0.8);
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

    private static bool StandsAlone(Memo memo, int level, bool said)
    {
        var first = level;
        while (memo[first].Before == Break.None && level - first < MostLeads && first > 0 && memo.Grammar.LevelLeads.Contains(memo.Norm(first - 1)))
        {
            first--;
        }

        return memo[first].Before >= Break.Comma && (!said || (first < level && memo.Cues.In(new Span(memo.SentenceStart(level, Math.Max(0, level - After)), level), CueKind.Priority).Count == 0));
    }

    // "low minimum" and "the mid-size model" are not levels; a level stands alone, or right before the word itself.
    private static Priority Level(Memo memo, int index) => memo.Grammar.Level(memo.Norm(index));
}
