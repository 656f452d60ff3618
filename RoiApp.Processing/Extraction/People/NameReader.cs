using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>Reads a person's name at a place of the memo.</summary>
internal sealed class NameReader(Memo memo)
{
    private const int MaxWords = 5;

    /// <param name="at">Where the name would begin.</param>
    /// <param name="anchored">Whether a phrase before it announces a person, so that a name without capitals can be believed.</param>
    public Span? Read(int at, bool anchored)
    {
        if (at >= memo.Count)
        {
            return null;
        }

        if (memo.Grammar.Titles.Contains(memo.Norm(at)) && at + 1 < memo.Count && memo[at + 1].Before == Break.None && (memo[at].Capital || !memo.Cased))
        {
            at++;
        }

        if (memo.Grammar.Determiners.Contains(memo.Norm(at)) && at + 1 < memo.Count && memo.Grammar.Titles.Contains(memo.Norm(at + 1)))
        {
            at += 2;
        }

        if (at >= memo.Count)
        {
            return null;
        }

        return memo[at].Capital ? WithCapitals(at, anchored) : anchored ? WithoutCapitals(at) : null;
    }

    private Span? WithCapitals(int at, bool anchored)
    {
        var grammar = memo.Grammar;
        if (!IsNameWord(at))
        {
            return null;
        }

        var end = at + 1;
        while (end < memo.Count && end - at < MaxWords)
        {
            if (memo[end].Before == Break.None && (IsNameWord(end) || memo[end].Hyphenated || IsTradeSurname(at, end)))
            {
                end++;
            }
            else if (ParticlesEnd(end) is { } after)
            {
                end = after;
            }
            else
            {
                break;
            }
        }

        var span = new Span(at, end);
        var given = grammar.GivenNames.Contains(memo.Norm(at));
        if (HasOrgWord(span) && !(given && span.Length == 2 && !IsLegalForm(end - 1)))
        {
            return null;
        }

        return span.Length > 1 || anchored || given ? span : null;
    }

    // "Shauna Cook from", "thomas baker of": a trade right after one name is a surname, unless it goes on as a position ("dean of the faculty").
    private bool IsTradeSurname(int at, int i) =>
        i > at && i <= at + 2 && (i == at + 1 || memo.Grammar.GivenNames.Contains(memo.Norm(i - 1))) && memo.Grammar.TradeSurnames.Contains(memo.Norm(i)) && memo[i].Before == Break.None && memo[i].Capital == memo[at].Capital
        && !(memo.Grammar.OfWords.Contains(memo.Norm(i + 1)) && memo.Grammar.Determiners.Contains(memo.Norm(i + 2)));

    // "de la Fuente" belongs to the name when a company follows with another "de", "van Dyck" always.
    private int? ParticlesEnd(int at)
    {
        var grammar = memo.Grammar;
        var end = at;
        while (end < memo.Count && end - at < 2 && memo[end].Before == Break.None && !memo[end].Capital && grammar.NameParticles.Contains(memo.Norm(end)))
        {
            end++;
        }

        if (end == at || end >= memo.Count || memo[end].Before != Break.None || !IsNameWord(end))
        {
            return null;
        }

        if (!grammar.OfWords.Contains(memo.Norm(at)))
        {
            return end + 1;
        }

        if (end - at == 1 && !grammar.Contracted.Contains(memo.Norm(at)))
        {
            return null; // "de Agroexport" is where somebody is from; "del Pino" and "de la Vega" may be a surname.
        }

        var next = end + 1;
        while (next < memo.Count && memo[next].Before == Break.None && memo[next].Capital)
        {
            next++;
        }

        var companyFollows = next + 1 < memo.Count && memo[next].Before <= Break.Comma && memo.Cues.Starts(next, CueKind.At) && !HasOrgWord(new Span(end, next))
            && !memo.Grammar.Determiners.Contains(memo.Norm(next));
        return companyFollows ? end + 1 : null;
    }

    private Span? WithoutCapitals(int at)
    {
        var grammar = memo.Grammar;
        var end = at;
        while (end < memo.Count && end - at < MaxWords && (end == at || memo[end].Before == Break.None) && (IsLowerNameWord(end, at) || (grammar.GivenNames.Contains(memo.Norm(at)) && IsTradeSurname(at, end))))
        {
            end++;
        }

        if (end == at)
        {
            return null;
        }

        // "holly armitage operations director": what stands before the role belongs to it.
        if (end < memo.Count && grammar.RolesAfterModifiers.Contains(memo.Norm(end)) && memo[end].Before == Break.None && end - at > 2)
        {
            end = at + 2;
        }

        for (var i = at + 2; i < end; i++)
        {
            if (grammar.Departments.Contains(memo.Norm(i)) || (grammar.RoleHeads.Contains(memo.Norm(i)) && !IsTradeSurname(at, i)))
            {
                end = i;
            }
        }

        var span = new Span(at, end);
        var given = grammar.GivenNames.Contains(memo.Norm(at));
        if (HasOrgWord(span) && !given)
        {
            return null;
        }

        return given || (span.Length is > 1 and < 5 && !memo.Cased) ? span : null;
    }

    private bool IsNameWord(int i)
    {
        var token = memo[i];
        // "Will", "Dean" and "Julio" are words as well: a name when another name follows.
        if (token.Capital && memo.Grammar.GivenNames.Contains(token.Norm) && i + 1 < memo.Count && memo[i + 1] is { Capital: true, Before: Break.None } && !memo.IsStop(i + 1))
        {
            return true;
        }

        // So are "Baker" and "Más": a surname right after a given name.
        if (token.Capital && token.Text.Length > 1 && i > 0 && token.Before == Break.None && memo[i - 1].Capital && memo.Grammar.GivenNames.Contains(memo.Norm(i - 1)))
        {
            return !memo.Grammar.RoleNeedsComplement.Contains(token.Norm);
        }

        return token.Capital && !token.HasDigit && !memo.IsStop(i) && !memo.Grammar.Numbers.Contains(token.Norm) && !memo.Grammar.RoleHeads.Contains(token.Norm) && !memo.Grammar.Weekdays.Contains(token.Norm)
            && (token.Text.Length < 2 || !IsAllCapitals(token.Text) || !memo.Grammar.Departments.Contains(token.Norm))
            && !(token.StartsSentence && StartsPhrase(i));
    }

    private bool StartsPhrase(int i) =>
        !memo.Grammar.GivenNames.Contains(memo.Norm(i))
        && memo.Cues.Starts(i, CueKind.Meet, CueKind.Discuss, CueKind.Section, CueKind.ActionHeader, CueKind.Oblige, CueKind.Priority, CueKind.Visit,
            CueKind.Existing, CueKind.Prospective, CueKind.ExistingHint, CueKind.ProspectiveHint, CueKind.HighHint, CueKind.LowHint, CueKind.MediumHint, CueKind.Verb, CueKind.NounVerb, CueKind.Aside);

    private bool IsLowerNameWord(int i, int at)
    {
        var token = memo[i];
        var grammar = memo.Grammar;
        if (i > at && grammar.NameParticles.Contains(token.Norm) && !grammar.OfWords.Contains(token.Norm))
        {
            return !grammar.Determiners.Contains(token.Norm) && i + 1 < memo.Count && !memo.IsStop(i + 1);
        }

        if (i == at && grammar.GivenNames.Contains(token.Norm) && i + 1 < memo.Count && memo[i + 1].Before == Break.None && !memo.IsStop(i + 1))
        {
            return true;
        }

        if (token.HasDigit || memo.IsStop(i) || (grammar.RoleHeads.Contains(token.Norm)) || grammar.Numbers.Contains(token.Norm))
        {
            return false;
        }

        return grammar.GivenNames.Contains(token.Norm)
            || !memo.Cues.Starts(i, CueKind.Meet, CueKind.Discuss, CueKind.Section, CueKind.ActionHeader, CueKind.Oblige, CueKind.Priority, CueKind.RoleIntro,
                CueKind.Existing, CueKind.Prospective, CueKind.ExistingHint, CueKind.Clause, CueKind.Want, CueKind.About, CueKind.HighHint, CueKind.LowHint, CueKind.At, CueKind.WorksAt, CueKind.Close);
    }

    private bool HasOrgWord(Span span)
    {
        for (var i = span.Start; i < span.End; i++)
        {
            if (memo.Grammar.OrgWords.Contains(memo.Norm(i)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsLegalForm(int i) => memo.Grammar.LegalForms.Contains(memo.Norm(i));

    private static bool IsAllCapitals(string text) => text.All(char.IsUpper);
}
