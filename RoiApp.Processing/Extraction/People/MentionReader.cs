using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>
/// Reads an introduction: names, positions and companies in whatever order they come ("Anna Lee, the buyer at Acme", "the buyer, Anna Lee"),
/// for one person or several in a row.
/// </summary>
internal sealed class MentionReader(Memo memo)
{
    private const int LongestFragment = 20;
    private readonly NameReader _names = new(memo);
    private readonly CompanyReader _companies = new(memo);
    private readonly RoleReader _roles = new(memo, new CompanyReader(memo));

    public CompanyReader Companies => _companies;

    public RoleReader Roles => _roles;

    public NameReader Names => _names;

    /// <summary>The people introduced from <paramref name="at"/> on, and where the introduction ends.</summary>
    /// <param name="at">First word after what announces it.</param>
    /// <param name="group">Number for the people introduced together.</param>
    /// <param name="anchored">Whether a phrase before it announces a person.</param>
    /// <param name="first">What is known of the first of them.</param>
    /// <param name="several">Whether more than one person was announced.</param>
    public (List<ContactDraft> People, int End) Read(int at, int group, bool anchored, ContactDraft? first = null, bool several = false)
    {
        List<ContactDraft> people = [];
        var draft = first ?? new ContactDraft { Mention = new Span(at, at), Group = group };
        var i = at;
        var corrected = false;
        var fresh = true;
        var detours = 0;
        var nameless = false;
        var last = at;
        while (i < memo.Count)
        {
            if (i > at && (memo[i].Before >= Break.Question || (memo[i].Before == Break.Semicolon && !several)))
            {
                break;
            }

            if (fresh && memo.Cues.End(i, CueKind.Somebody) is > 0 and var unnamed && memo.BreakBefore(unnamed) < Break.Question)
            {
                last = i = unnamed;
                fresh = false;
                nameless = true;
                continue;
            }

            // "spoke with Ann today from Acme": when it was does not end the introduction.
            if (!fresh && memo.Grammar.Closing.Contains(memo.Norm(i)) && memo.Cues.Starts(i + 1, CueKind.At, CueKind.WorksAt, CueKind.RoleIntro))
            {
                i++;
                continue;
            }

            if (!fresh && memo.Cues.End(i, CueKind.Renamed) is > 0 and var renamed && draft.Name is not null && _companies.Read(renamed, several) is { } present)
            {
                draft.Company = present;
                last = i = present.End;
                continue;
            }

            if (!fresh && memo.Cues.At(i, CueKind.Correction, CueKind.BareCorrection) is { } correction)
            {
                corrected = true;
                i = correction.End;
                continue;
            }

            if (Joins(i) is { } next && !fresh)
            {
                if (Starts(next, several))
                {
                    Close();
                    i = AfterColleague(next);
                    fresh = true;
                    continue;
                }

                break;
            }

            if (Part(i, ref draft, people, group, anchored || fresh, corrected, fresh, several) is { } end)
            {
                last = i = end;
                corrected = fresh = false;
                continue;
            }

            if (detours++ < 2 && (corrected || (nameless && draft.Name is null) || (draft.Name is not null && DescriptionFollows(i))))
            {
                i = NextFragment(i);
                continue;
            }

            break;
        }

        Close();
        return (people, last);

        void Close()
        {
            if (!draft.IsEmpty)
            {
                draft.Mention = new Span(draft.Mention.Start, last);
                people.Add(draft);
            }

            draft = new ContactDraft { Mention = new Span(i, i), Group = group };
        }
    }

    private int? Part(int i, ref ContactDraft draft, List<ContactDraft> people, int group, bool anchored, bool corrected, bool fresh, bool several)
    {
        if (!fresh && memo.Cues.End(i, CueKind.WorksAt) is > 0 and var works && _companies.Read(works, several) is { } employer)
        {
            draft.Company ??= employer;
            return employer.End;
        }

        if (!fresh && memo.Cues.End(i, CueKind.RoleIntro) is > 0 and var intro)
        {
            if (_roles.Read(intro, announced: memo.Cues.End(i, CueKind.RoleIntro) - i > 1, draft.Company is not null) is { } announcedRole)
            {
                draft.Position = draft.Position is null || corrected ? announcedRole : draft.Position;
                return announcedRole.End;
            }

            if (memo.Cues.End(intro, CueKind.At) is > 0 and var of && _companies.Read(of, several) is { } of1)
            {
                draft.Company ??= of1;
                return of1.End;
            }
        }

        if (!fresh && AtCompany(i, draft, several) is { } company)
        {
            if (draft.Company is null || corrected)
            {
                draft.Company = company;
            }

            // "Anna Lee, the CEO, and Bob Ray, her deputy, both at Acme"
            if (memo.Grammar.BothWords.Contains(memo.Norm(i)))
            {
                people.ForEach(person => person.Company ??= company);
            }

            return company.End;
        }

        if (!fresh && Apposed(i, draft) is { } between)
        {
            draft.Company = between;
            return between.End;
        }

        if (_names.Read(i, anchored || corrected || several) is { } name)
        {
            if (draft.Name is { } known && !corrected && !Same(known, name) && !(known.Length == 1 && name.Length > 1 && !several && draft.IsNameOnly && memo[i].Before == Break.Comma))
            {
                if (memo[i].Before == Break.None && !several)
                {
                    return null;
                }

                NextPerson(ref draft, people, group, i);
            }

            draft.Name = draft.Name is { } shorter && !corrected && shorter.Length > name.Length ? shorter : name;
            return name.End;
        }

        // "their guy, Hank Dorsey": what he is called here says nothing.
        if (fresh && anchored && memo.Grammar.Determiners.Contains(memo.Norm(i)) && NextFragment(i) is var fragment && fragment - i <= 3 && memo.BreakBefore(fragment) == Break.Comma
            && _roles.Read(i, announced: false, companyKnown: false) is null && _names.Read(fragment, anchored: false) is { } named)
        {
            draft.Name = named;
            return named.End;
        }

        // "Bernadette Kelly, the matron.": between commas, after a name and an article, even a position of no known kind is one.
        var apposed = draft is { Name.Length: > 1, Position: null } && memo[i].Before == Break.Comma && memo.Grammar.Determiners.Contains(memo.Norm(i)) && !memo.Grammar.Others.Contains(memo.Norm(i))
            && memo.BreakBefore(NextFragment(i)) != Break.None && NextFragment(i) - i <= 4;
        if (_roles.Read(i, apposed, draft.Company is not null) is { } role)
        {
            if (draft.Position is not null && !corrected)
            {
                if (!several && !RoleOfNext(role))
                {
                    return draft.Name is null ? null : role.End;
                }

                if (draft.Name is not null)
                {
                    NextPerson(ref draft, people, group, i);
                }
            }

            draft.Position = role;
            return role.End;
        }

        return null;
    }

    private static void NextPerson(ref ContactDraft draft, List<ContactDraft> people, int group, int at)
    {
        draft.Mention = new Span(draft.Mention.Start, at);
        people.Add(draft);
        draft = new ContactDraft { Mention = new Span(at, at), Group = group };
    }

    private Span? AtCompany(int i, ContactDraft draft, bool several)
    {
        var end = memo.Cues.End(i, CueKind.At);
        end = end == 0 && draft is { Position: not null, Company: null } ? memo.Cues.End(i, CueKind.With) : end;
        if (end == 0 || (draft.Company is not null && !several))
        {
            return null;
        }

        // The article may belong to the name ("de La Granja"): the shorter reading is tried where the longer one fails.
        var company = _companies.Read(end, several) ?? _companies.Read(i + 1, several);
        return company is { } found && memo.Grammar.WeakAt.Contains(memo.Norm(i)) && !_companies.LooksLikeCompany(found) && draft.Position is null ? null : company;
    }

    // "Anna Lee, sourcing manager, Acme Elevators.": the company stands between commas, too, where it is nobody's name.
    private Span? Apposed(int i, ContactDraft draft) =>
        draft is { Name: not null, Position: not null, Company: null } && memo.Cased && memo[i] is { Capital: true, Before: Break.Comma } && !memo.IsStop(i) && !memo.Grammar.GivenNames.Contains(memo.Norm(i))
        && _companies.Read(i) is { } company && memo.BreakBefore(company.End) != Break.None && (_companies.LooksLikeCompany(company) || memo.BreakBefore(company.End) >= Break.Question)
        && _roles.Read(company.End, announced: false, companyKnown: false) is null ? company : null;

    private bool RoleOfNext(Span role) => role.End < memo.Count && memo[role.End].Before == Break.Comma && _names.Read(role.End, anchored: false) is not null;

    private int? Joins(int i)
    {
        var at = i;
        if (memo.Cues.At(at, CueKind.Colleague) is { } colleague)
        {
            return colleague.Start;
        }

        if (!memo.Grammar.And.Contains(memo.Norm(at)))
        {
            return null;
        }

        at++;
        if (memo.Cues.At(at, CueKind.With) is { } with)
        {
            at = with.End;
        }

        return at;
    }

    private int AfterColleague(int at) => memo.Cues.At(at, CueKind.Colleague) is { } colleague ? colleague.End : at;

    private bool Starts(int at, bool several)
    {
        if (memo.Cues.Starts(at, CueKind.Discuss, CueKind.Oblige, CueKind.Clause, CueKind.Priority))
        {
            return false;
        }

        var start = AfterColleague(at);
        return _names.Read(start, anchored: several || start > at) is not null
            || (_roles.Read(start, announced: false, companyKnown: true) is { } role && (several || start > at || RoleOfNext(role)));
    }

    private bool Same(Span known, Span name) => memo.Norm(known.Start) == memo.Norm(name.Start) || (known.Length == 1 && memo.Norm(known.Start) == memo.Norm(name.End - 1));

    // "Derek Onuoha on the phone, procurement lead at …": a few words on how or when, then the position after all.
    private bool DescriptionFollows(int i)
    {
        var next = NextFragment(i);
        return next - i < 6 && next < memo.Count && memo[next].Before == Break.Comma
            && !memo.Cues.Starts(i, CueKind.Discuss, CueKind.About, CueKind.Oblige, CueKind.Clause)
            && (_roles.Read(next, announced: false, companyKnown: false) is not null
                || (memo.Cues.End(next, CueKind.At) is > 0 and var of && of < memo.Count && memo[of].Capital && _companies.Read(of) is not null));
    }

    private int NextFragment(int i)
    {
        var limit = Math.Min(memo.Count, i + LongestFragment);
        i++;
        while (i < limit && memo[i].Before == Break.None)
        {
            i++;
        }

        return i;
    }
}
