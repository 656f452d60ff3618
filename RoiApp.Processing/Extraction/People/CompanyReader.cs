using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>Reads a company's name at a place of the memo.</summary>
internal sealed class CompanyReader(Memo memo)
{
    private const int MaxWords = 8;
    private const int MaxLowerWords = 5;

    /// <param name="at">Where the name, or the article before it, would begin.</param>
    /// <param name="amongPeople">Whether a list of people follows, whose first name ends a company's without capitals.</param>
    public Span? Read(int at, bool amongPeople = false)
    {
        // "Por Minera Cerro Bayo me atendió …": a capital at the beginning of a sentence says nothing of a preposition.
        if (at + 1 < memo.Count && memo[at].StartsSentence && memo.Grammar.Prepositions.Contains(memo.Norm(at)) && !memo.Grammar.NameParticles.Contains(memo.Norm(at)) && memo[at + 1] is { Capital: true, Before: Break.None })
        {
            at++;
        }

        var start = AfterArticle(at);
        if (start >= memo.Count)
        {
            return null;
        }

        return StartsWithCapital(start) ? WithCapitals(start) : memo.Cased ? null : WithoutCapitals(start, amongPeople);
    }

    public bool LooksLikeCompany(Span span)
    {
        for (var i = span.Start; i < span.End; i++)
        {
            if (memo.Grammar.OrgWords.Contains(memo.Norm(i)) || memo.Norm(i) == "&")
            {
                return true;
            }
        }

        return false;
    }

    // "their consultant, Signal Path": who the company is to whom does not matter here.
    private int AfterArticle(int at)
    {
        if (at < memo.Count && memo.Grammar.Determiners.Contains(memo.Norm(at)) && !(memo[at].Capital && memo.Cased && !memo[at].StartsSentence))
        {
            at++;
            for (var i = at + 1; memo.Cased && i <= Math.Min(at + 3, memo.Count - 1); i++)
            {
                if (memo[i - 1].Capital)
                {
                    break;
                }

                if (memo[i].Capital && !memo.Grammar.GivenNames.Contains(memo.Norm(i)) && (memo[i].Before == Break.Comma || memo.Cues.Starts(at, CueKind.WorksAt)))
                {
                    return i;
                }
            }

            while (at < memo.Count && memo.Cased && !memo[at].Capital && memo.Grammar.CompanyNouns.Contains(memo.Norm(at)) && memo[at].Before == Break.None)
            {
                at++;
            }
        }

        return at;
    }

    private bool StartsWithCapital(int i)
    {
        var token = memo[i];
        return (token.Capital || (token.HasDigit && i + 1 < memo.Count && memo[i + 1].Capital && memo[i + 1].Before == Break.None && memo.Cased)
                || (memo.Cased && char.IsLower(token.Text[0]) && token.Text.Skip(1).Any(char.IsUpper)))
            && !memo.Grammar.Weekdays.Contains(token.Norm);
    }

    private Span? WithCapitals(int start)
    {
        var grammar = memo.Grammar;
        if (memo.IsStop(start) && !(start + 1 < memo.Count && memo[start + 1].Capital && memo[start + 1].Before == Break.None))
        {
            return null;
        }

        var end = start + 1;
        while (end < memo.Count && end - start < MaxWords && memo[end].Before == Break.None)
        {
            if (IsPart(end))
            {
                end++;
            }
            else if (JoinersEnd(end, start) is { } after)
            {
                end = after;
            }
            else
            {
                break;
            }
        }

        var span = new Span(start, end);
        return span.Length == 1 && grammar.GivenNames.Contains(memo.Norm(start)) ? null : span;
    }

    private bool IsPart(int i)
    {
        var token = memo[i];
        return token.Norm == "&" || (memo.Grammar.LegalForms.Contains(token.Norm) && memo[i - 1].Capital) || (token.Text.StartsWith('\'') && i + 1 < memo.Count && memo[i + 1] is { Capital: true, Before: Break.None }) || ((token.Capital || char.IsDigit(token.Text[0])) && token.Norm != "i");
    }

    private int? JoinersEnd(int at, int start)
    {
        var grammar = memo.Grammar;
        var end = at;
        while (end < memo.Count && end - at < 2 && memo[end].Before == Break.None && !memo[end].Capital && grammar.CompanyJoiners.Contains(memo.Norm(end)))
        {
            end++;
        }

        if (end == at || end >= memo.Count || memo[end].Before != Break.None || !memo[end].Capital || memo.Norm(end) == "i")
        {
            return null;
        }

        var joined = memo.Norm(at);
        if (grammar.And.Contains(joined) && (grammar.GivenNames.Contains(memo.Norm(end)) || PersonFollows(end)))
        {
            return null;
        }

        if (memo.Grammar.WeakAt.Contains(joined) && !LooksLikeCompany(new Span(start, at)))
        {
            return null;
        }

        return end + 1;
    }

    // "Acme and Jane Doe, their buyer": a position after the second name makes it a person's.
    private bool PersonFollows(int at)
    {
        var end = at;
        while (end < memo.Count && end - at < 4 && memo[end].Capital && (end == at || memo[end].Before == Break.None))
        {
            end++;
        }

        return end - at >= 2 && end < memo.Count && memo[end].Before == Break.Comma && !LooksLikeCompany(new Span(at, end));
    }

    private Span? WithoutCapitals(int start, bool amongPeople)
    {
        var grammar = memo.Grammar;
        var end = start;
        while (end < memo.Count && end - start < MaxLowerWords && (end == start || memo[end].Before == Break.None))
        {
            var word = memo.Norm(end);
            if (end > start && grammar.CompanyJoiners.Contains(word) && JoinsLower(start, end))
            {
                end += grammar.Determiners.Contains(memo.Norm(end + 1)) ? 3 : 2;
                continue;
            }

            if (memo.IsStop(end) || EndsLower(end) || (end > start && grammar.GivenNames.Contains(word) && (amongPeople || grammar.OrgWords.Contains(memo.Norm(end - 1)))))
            {
                break;
            }

            end++;
        }

        end = BeforeRole(start, Math.Min(end, memo.Count));
        var span = new Span(start, end);
        return span.IsEmpty || (span.Length == 1 && grammar.GivenNames.Contains(memo.Norm(start))) || grammar.Weekdays.Contains(memo.Norm(start)) ? null : span;
    }

    // "sakura medical devices regulatory affairs manager": what qualifies the position begins after the last word that companies are called by.
    private int BeforeRole(int start, int end)
    {
        var head = end;
        for (var i = start + 1; i <= end && i < memo.Count && head == end; i++)
        {
            head = memo.Grammar.RolesAfterModifiers.Contains(memo.Norm(i)) && memo[i].Before == Break.None ? i : end;
        }

        if (head == end && !(end < memo.Count && memo[end].Before == Break.None && memo.Grammar.RolesAfterModifiers.Contains(memo.Norm(end))))
        {
            return end;
        }

        for (var i = head - 1; i > start; i--)
        {
            if (memo.Grammar.OrgWords.Contains(memo.Norm(i - 1)) && !memo.Grammar.OrgWords.Contains(memo.Norm(i)))
            {
                return i;
            }
        }

        return head;
    }

    private bool JoinsLower(int start, int at)
    {
        var grammar = memo.Grammar;
        var next = at + 1;
        // "viveros el tilo": an article goes on with the name when it has only said what trade it is.
        if (grammar.Determiners.Contains(memo.Norm(at)))
        {
            return at - start == 1 && grammar.OrgWords.Contains(memo.Norm(start)) && next < memo.Count && memo[next].Before == Break.None && !memo.IsStop(next)
                && !grammar.RoleHeads.Contains(memo.Norm(next)) && !EndsLower(next);
        }

        if (grammar.OfWords.Contains(memo.Norm(at)) && next < memo.Count && grammar.Determiners.Contains(memo.Norm(next)))
        {
            next++;
        }

        if (next >= memo.Count || memo[next].Before != Break.None || memo.IsStop(next) || EndsLower(next) || EndsLower(at))
        {
            return false;
        }

        if (grammar.And.Contains(memo.Norm(at)))
        {
            return at - start == 1 && !grammar.GivenNames.Contains(memo.Norm(next)) && !memo.Cues.Starts(next, CueKind.Verb);
        }

        return grammar.OfWords.Contains(memo.Norm(at)) || memo.Norm(at) == "&";
    }

    private bool EndsLower(int i) =>
        memo.Cues.Starts(i, CueKind.Meet, CueKind.Discuss, CueKind.Section, CueKind.ActionHeader, CueKind.Oblige, CueKind.Priority, CueKind.RoleIntro, CueKind.Existing,
            CueKind.Prospective, CueKind.ExistingHint, CueKind.ProspectiveHint, CueKind.Clause, CueKind.Want, CueKind.About, CueKind.HighHint, CueKind.MediumHint, CueKind.LowHint,
            CueKind.WorksAt, CueKind.Close)
        || (memo.Grammar.Level(memo.Norm(i)) != Contracts.V1.Priority.Unspecified && memo.Cues.Starts(i + 1, CueKind.Priority));
}
