using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>Reads a position ("head of procurement", "jefe de obra") at a place of the memo.</summary>
internal sealed class RoleReader(Memo memo, CompanyReader companies)
{
    private const int MaxWords = 7;

    /// <param name="at">Where the position, or the article before it, would begin.</param>
    /// <param name="announced">Whether the words before it announce a position, so that one of no known kind can be believed.</param>
    /// <param name="companyKnown">Whether the contact's company has been read, so that "of" is more likely to continue the position.</param>
    public Span? Read(int at, bool announced, bool companyKnown)
    {
        while (at < memo.Count && memo.Grammar.Determiners.Contains(memo.Norm(at)))
        {
            at++;
        }

        if (at >= memo.Count || memo.Cues.Starts(at, CueKind.Prospective, CueKind.Existing) || memo.Cues.Starts(Math.Max(0, at - 1), CueKind.Prospective, CueKind.Existing))
        {
            return null;
        }

        var end = at;
        var head = -1;
        while (end < memo.Count && end - at < MaxWords && (end == at || memo[end].Before == Break.None) && IsPart(end, head))
        {
            if (memo.Grammar.RoleHeads.Contains(memo.Norm(end)))
            {
                head = end;
            }

            end++;
        }

        if (head < 0)
        {
            if (!announced || end == at || memo[at].Capital || end - at > 4)
            {
                return null;
            }

            if (end < memo.Count && memo[end].Before == Break.None && memo.Grammar.OfWords.Contains(memo.Norm(end)) && memo.Grammar.Departments.Contains(memo.Norm(end + 1)))
            {
                return new Span(at, Complements(end, end - 1, companyKnown));
            }

            return IsEnd(end) && !memo.Grammar.Others.Contains(memo.Norm(at)) ? new Span(at, end) : null;
        }

        if (end < memo.Count && memo[end].Before == Break.None && memo.Grammar.OfWords.Contains(memo.Norm(end)))
        {
            end = Complements(end, head, companyKnown);
        }

        return memo.Grammar.RoleNeedsComplement.Contains(memo.Norm(head)) && head == end - 1 && head == at && !announced ? null : new Span(at, Joined(end, head));
    }

    private bool IsEnd(int i) => i >= memo.Count || memo[i].Before != Break.None || memo.IsStop(i) || memo.Cues.Starts(i, CueKind.Discuss, CueKind.Clause, CueKind.At);

    private bool IsPart(int i, int head)
    {
        if (memo.IsStop(i) || memo.Grammar.GivenNames.Contains(memo.Norm(i)) && !memo.Grammar.RoleHeads.Contains(memo.Norm(i)))
        {
            return memo.Grammar.Departments.Contains(memo.Norm(i)) && memo.Norm(i).Length > 1 && i + 1 < memo.Count && memo.Grammar.RoleHeads.Contains(memo.Norm(i + 1));
        }

        // A capital after a small head begins a name; small words after one do not.
        if (head >= 0 && memo.Cased && memo[i].Capital && !memo[head].Capital && !memo.Grammar.RoleHeads.Contains(memo.Norm(i)))
        {
            return false;
        }

        return head < 0 || !Ends(i);
    }

    private bool Ends(int i) =>
        memo.Cues.Starts(i, CueKind.Meet, CueKind.Discuss, CueKind.Section, CueKind.ActionHeader, CueKind.Oblige, CueKind.Priority, CueKind.Existing, CueKind.Prospective,
            CueKind.ExistingHint, CueKind.ProspectiveHint, CueKind.Clause, CueKind.Want, CueKind.About, CueKind.HighHint, CueKind.MediumHint, CueKind.LowHint, CueKind.WorksAt, CueKind.Close,
            CueKind.Aside)
        || memo.Grammar.AfterRole.Contains(memo.Norm(i));

    private int Complements(int of, int head, bool companyKnown)
    {
        var end = of;
        for (var depth = 0; depth < 3 && end < memo.Count && memo[end].Before == Break.None && memo.Grammar.OfWords.Contains(memo.Norm(end)); depth++)
        {
            var word = end + 1;
            while (word < memo.Count && memo[word].Before == Break.None && memo.Grammar.Determiners.Contains(memo.Norm(word)))
            {
                word++;
            }

            if (word >= memo.Count || memo[word].Before != Break.None || !Continues(word, head, companyKnown, depth))
            {
                break;
            }

            var next = word + 1;
            while (next < memo.Count && next - word < 4 && memo[next].Before == Break.None && !memo.IsStop(next) && !Ends(next)
                && (!memo[next].Capital || memo[word].Capital || memo.Grammar.Departments.Contains(memo.Norm(next))) && !memo.Grammar.GivenNames.Contains(memo.Norm(next)))
            {
                next++;
            }

            end = Joined(next, head);
        }

        return end;
    }

    // "sales and marketing" is one field of work.
    private int Joined(int end, int head)
    {
        if (end + 1 < memo.Count && memo[end].Before == Break.None && memo.Grammar.And.Contains(memo.Norm(end)) && memo[end + 1].Before == Break.None)
        {
            var word = end + 1;
            if (memo.Grammar.Departments.Contains(memo.Norm(word)) && !memo.Cues.Starts(word, CueKind.Verb) && end - 1 > head)
            {
                var next = word + 1;
                while (next < memo.Count && memo[next].Before == Break.None && memo.Grammar.Departments.Contains(memo.Norm(next)))
                {
                    next++;
                }

                return next;
            }

            if (memo.Grammar.RoleHeads.Contains(memo.Norm(word)) && !(word + 1 < memo.Count && memo[word + 1].Capital && memo.Cased && !memo[word].Capital))
            {
                return word + 1;
            }
        }

        return end;
    }

    private bool Continues(int word, int head, bool companyKnown, int depth)
    {
        var grammar = memo.Grammar;
        var norm = memo.Norm(word);
        if (grammar.Departments.Contains(norm))
        {
            // "comprador de Deportes Cumbre": a field of work is one word, a company's name goes on.
            return !(memo[word].Capital && !memo[head].Capital && word + 1 < memo.Count && memo[word + 1] is { Capital: true, Before: Break.None });
        }

        var needs = depth == 0 && grammar.RoleNeedsComplement.Contains(memo.Norm(head));
        if (memo.Cased)
        {
            return memo[word].Capital ? memo[head].Capital && !memo[head].StartsSentence && (needs || companyKnown) || needs && !companies.LooksLikeCompany(RunFrom(word)) : true;
        }

        if (grammar.OrgWords.Contains(norm) && !needs)
        {
            return false;
        }

        return needs || (depth == 0 && (companyKnown || AnotherOfFollows(word)));
    }

    private Span RunFrom(int word)
    {
        var end = word + 1;
        while (end < memo.Count && memo[end].Before == Break.None && memo[end].Capital)
        {
            end++;
        }

        return new Span(word, end);
    }

    private bool AnotherOfFollows(int word)
    {
        for (var i = word + 1; i < Math.Min(memo.Count, word + 4) && memo[i].Before == Break.None; i++)
        {
            if (memo.Cues.Starts(i, CueKind.At) && !memo.Grammar.Determiners.Contains(memo.Norm(i)))
            {
                return true;
            }

            if (memo.IsStop(i) || Ends(i))
            {
                return false;
            }
        }

        return false;
    }
}
