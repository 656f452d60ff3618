using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Fields;

/// <summary>Where a passage ends: at a full stop, or where the phrase of another field begins.</summary>
internal sealed class Boundaries(Memo memo)
{
    private const int MaxWords = 120;

    private static readonly CueKind[] s_fields =
    [
        CueKind.Discuss, CueKind.Prospective, CueKind.Existing, CueKind.ExistingHint, CueKind.ProspectiveHint, CueKind.ActionHeader, CueKind.NoActions, CueKind.Close,
        CueKind.HighHint, CueKind.MediumHint, CueKind.LowHint, CueKind.Section, CueKind.NoTopic,
    ];

    public int TopicEnd(int start)
    {
        for (var i = start; i < Math.Min(memo.Count, start + MaxWords); i++)
        {
            if (i > start && (memo[i].Before >= Break.Question || memo[i].Before == Break.Semicolon))
            {
                return i;
            }

            if (i > start && EndsTopic(i))
            {
                return i;
            }
        }

        return Math.Min(memo.Count, start + MaxWords);
    }

    public int ActionEnd(int start)
    {
        for (var i = start; i < Math.Min(memo.Count, start + MaxWords); i++)
        {
            if (i > start && memo[i].StartsSentence)
            {
                return i;
            }

            if (i > start && EndsAction(i))
            {
                return i;
            }
        }

        return Math.Min(memo.Count, start + MaxWords);
    }

    /// <summary>Leaves out what joins a passage to its neighbours.</summary>
    public Span Trim(Span span)
    {
        var (start, end) = (span.Start, span.End);
        var grammar = memo.Grammar;
        while (start < end && (grammar.And.Contains(memo.Norm(start)) || memo.Cues.End(start, CueKind.Filler) > 0
            || (memo.Cues.End(start, CueKind.Aside) is > 0 and var aside && aside < end && memo[aside].Before >= Break.Comma)))
        {
            start = Math.Max(start + 1, memo.Cues.End(start, CueKind.Aside));
        }

        while (end > start && (IsLoose(end - 1) || (memo.Cues.End(end - 1, CueKind.Aside) == end && !memo.Grammar.Weekdays.Contains(memo.Norm(end - 1)))))
        {
            end--;
        }

        return new Span(start, end);
    }

    /// <summary>"high priority", "prioridad alta".</summary>
    public bool LevelStarts(int i) =>
        (memo.Grammar.Level(memo.Norm(i)) != Priority.Unspecified && memo.Cues.Starts(i + 1, CueKind.Priority))
        || (memo.Cues.End(i, CueKind.Priority) is > 0 and var end && end < memo.Count && memo.Grammar.Level(memo.Norm(end)) != Priority.Unspecified);

    private bool IsLoose(int i)
    {
        var word = memo.Norm(i);
        var grammar = memo.Grammar;
        return (grammar.And.Contains(word) || (grammar.StopWords.Contains(word) && (grammar.Determiners.Contains(word) || grammar.Subordinators.Contains(word) || grammar.Dangling.Contains(word))
            && !grammar.ObjectWords.Contains(word)));
    }

    private bool EndsTopic(int i)
    {
        var opened = memo[i].Before >= Break.Comma || memo.Grammar.And.Contains(memo.Norm(i - 1)) || (memo[i - 1].Before >= Break.Comma && memo.IsStop(i - 1));
        var subordinate = memo.Grammar.Subordinators.Contains(memo.Norm(i - 1)) && memo[i].Before == Break.None;
        if (LevelStarts(i) && (opened || !memo.Punctuated))
        {
            return true;
        }

        if (memo.Punctuated)
        {
            return opened && !subordinate && (memo.Cues.Starts(i, s_fields) || memo.Cues.Starts(i, CueKind.Clause, CueKind.Oblige) && !RelativeBefore(i) || memo.Cues.Starts(i, CueKind.Want));
        }

        return memo.IsIntroduction(i) || !subordinate && (memo.Cues.Starts(i, s_fields) || memo.Cues.Starts(i, CueKind.Clause, CueKind.Oblige, CueKind.RoleIntro, CueKind.Priority)
            || (memo.Cues.At(i, CueKind.Meet) is { Length: > 1 }));
    }

    private bool RelativeBefore(int i) => memo.Grammar.Subordinators.Contains(memo.Norm(i)) && memo.Grammar.Subordinators.Contains(memo.Norm(i - 1));

    private bool EndsAction(int i)
    {
        var opened = memo[i].Before >= Break.Comma || memo.Grammar.And.Contains(memo.Norm(i - 1));
        var subordinate = memo.Grammar.Subordinators.Contains(memo.Norm(i - 1)) && memo[i].Before == Break.None;
        if (LevelStarts(i) && (opened || !memo.Punctuated))
        {
            return true;
        }

        if (memo.Punctuated)
        {
            return opened && memo.Cues.Starts(i, CueKind.Prospective, CueKind.Existing, CueKind.Discuss, CueKind.Close, CueKind.NoActions, CueKind.Clause, CueKind.Section, CueKind.Cancel) && !subordinate;
        }

        return memo.IsIntroduction(i) || !subordinate && (memo.Cues.Starts(i, CueKind.Prospective, CueKind.Existing, CueKind.Discuss, CueKind.Close, CueKind.NoActions, CueKind.Section)
            || (memo.Cues.Starts(i, CueKind.Clause) && !memo.Cues.Starts(i, CueKind.Oblige) && !memo.Grammar.Determiners.Contains(memo.Norm(i)) ));
    }
}
