using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>Finds who was met: introductions that a phrase announces, and names that a position or company explains.</summary>
internal sealed class PeopleReader(Memo memo)
{
    private const int ContextWords = 14;

    // More than anybody meets in one go; a longer list is no memo, and is read in bounded time.
    private const int MostPeople = 200;
    private readonly MentionReader _mentions = new(memo);
    private readonly List<ContactDraft> _people = [];
    private readonly List<Span> _companies = [];
    private int _group;
    private int _covered;

    /// <summary>People in the order in which they were introduced.</summary>
    public static List<ContactDraft> Read(Memo memo)
    {
        var reader = new PeopleReader(memo);
        for (var i = 0; i < memo.Count; i++)
        {
            if (i >= reader._covered)
            {
                reader.At(i);
            }
        }

        return reader.Finish();
    }

    private void At(int i)
    {
        if (memo.Cues.At(i, CueKind.NotMet) is { } notMet)
        {
            _covered = _mentions.Names.Read(notMet.End, anchored: true)?.End ?? _mentions.Companies.Read(notMet.End)?.End ?? notMet.End;
        }
        else if (memo.Cues.At(i, CueKind.Group) is { } several)
        {
            Several(several);
        }
        else if (memo.Cues.At(i, CueKind.Meet) is { } meet && (memo.IsStop(i) || !InPromise(i)) && Introduce(meet, newGroup: true))
        {
        }
        else if (memo.Cues.At(i, CueKind.Colleague) is { } colleague && _people.Count > 0 && Introduce(colleague, newGroup: false))
        {
        }
        else if (memo.Cues.At(i, CueKind.Section) is { } section && Introduce(section, newGroup: true))
        {
        }
        else if (memo.Cues.At(i, CueKind.Visit) is { } visit && !InPromise(i) && Visited(visit))
        {
        }
        else if (memo.Cues.At(i, CueKind.With) is { } with && TellsOfMeeting(i) && !InPromise(i) && (memo.Cased || _people.Count == 0) && Introduce(with, newGroup: true))
        {
        }
        else if (!Explained(i) && !Spelled(i))
        {
            Described(i);
        }
    }

    private void Several(CueHit hit)
    {
        _group++;
        var at = hit.End;
        Span? company = null;
        if (memo.Cues.Starts(hit.End - 1, CueKind.At) || memo.Cues.Starts(hit.End - 2, CueKind.At))
        {
            company = _mentions.Companies.Read(at, amongPeople: true);
            at = company?.End ?? at;
        }

        company ??= _companies.Count > 0 ? _companies[^1] : null;
        var (people, end) = _mentions.Read(at, _group, anchored: true, several: true);
        foreach (var person in people)
        {
            person.Company ??= company;
            Add(person, hit.Start);
        }

        if (people.Count == 0 && company is { } alone)
        {
            _companies.Add(alone);
        }

        _covered = Math.Max(end, at);
    }

    private bool Introduce(CueHit hit, bool newGroup)
    {
        var at = hit.End;
        if (memo.Cues.Starts(at, CueKind.Group, CueKind.Meet, CueKind.NotMet) || at >= memo.Count)
        {
            return false;
        }

        var sentences = hit.Kind == CueKind.Section ? Break.Sentence : Break.Colon;
        if (memo[at].Before > sentences)
        {
            return false;
        }

        var (people, end) = _mentions.Read(at, newGroup ? _group + 1 : _group, anchored: hit.Kind is CueKind.Meet or CueKind.Colleague || !memo.Cased || memo[at].Capital);
        if (people.Count == 0 || (hit.Kind is CueKind.Section or CueKind.With && people[0].Name is null && people[0].Company is null))
        {
            return hit.Kind == CueKind.Meet && CompanyAlone(hit);
        }

        _group += newGroup ? 1 : 0;
        foreach (var person in people)
        {
            if (hit.Kind == CueKind.Colleague)
            {
                person.Company ??= _people[^1].Company;
            }

            Add(person, hit.Start);
        }

        _covered = end;
        return true;
    }

    private bool CompanyAlone(CueHit hit)
    {
        var company = _mentions.Companies.Read(hit.End);
        if (company is not { } found || !_mentions.Companies.LooksLikeCompany(found))
        {
            return false;
        }

        _companies.Add(found);
        _covered = found.End;
        return true;
    }

    private bool Visited(CueHit hit)
    {
        if (hit.End >= memo.Count || memo[hit.End].Before > Break.Comma || _mentions.Companies.Read(hit.End) is not { } company)
        {
            return false;
        }

        if (!memo.Cased && !_mentions.Companies.LooksLikeCompany(company))
        {
            return false;
        }

        _companies.Add(company);
        _covered = company.End;
        return true;
    }

    // "Victor Stanhope, their IT coordinator," needs no phrase before it.
    private bool Explained(int i)
    {
        if (!memo[i].Capital || _mentions.Names.Read(i, anchored: false) is not { } name || InPromise(i))
        {
            return false;
        }

        var (people, end) = _mentions.Read(i, _group + 1, anchored: false);
        if (people.Count == 0 || people[0].Name is null)
        {
            return false;
        }

        var explained = people[0].Position is not null || (name.Length > 1 && name.End < memo.Count && memo[name.End].StartsSentence && memo.Cues.Starts(name.End, CueKind.RoleIntro)) || (people[0].Company is not null && name.Length > 1);
        if (!explained && !(Known(people[0]) is not null && name.Length > 1))
        {
            return false;
        }

        _group++;
        foreach (var person in people)
        {
            person.Strength = 0.75;
            Add(person, i);
        }

        _covered = end;
        return true;
    }

    // "gordon peake purchasing manager at fenland water": without capitals, only a full introduction after a given name is one.
    private bool Spelled(int i)
    {
        if (memo.Cased || memo.Punctuated || !memo.Grammar.GivenNames.Contains(memo.Norm(i)) || (i > 0 && memo.Grammar.GivenNames.Contains(memo.Norm(i - 1))))
        {
            return false;
        }

        var (people, end) = _mentions.Read(i, _group + 1, anchored: true);
        if (people.Count == 0 || people[0] is not { Name.Length: > 1, Company: not null, Position: not null } || Known(people[0]) is not null)
        {
            return false;
        }

        _group++;
        foreach (var person in people)
        {
            person.Strength = 0.6;
            Add(person, i);
        }

        _covered = end;
        return true;
    }

    // "He's the general manager." tells of whoever was named last; "the owner, Amy Tran" names somebody.
    private void Described(int i)
    {
        if (memo.Cues.At(i, CueKind.RoleIntro, CueKind.WorksAt) is { } intro && _people.Count > 0 && intro.Length > 1)
        {
            var corrected = memo.Cues.In(new Span(memo.SentenceStart(i, Math.Max(0, i - ContextWords)), i), CueKind.Correction, CueKind.BareCorrection).Count > 0;
            Describe(intro, _people[^1], corrected);
            return;
        }

        // "Head of logistics." alone is a sentence about whoever was just met.
        if (memo[i].StartsSentence && _people.Count > 0 && _people[^1] is { Position: null } last
            && _mentions.Roles.Read(i, announced: false, last.Company is not null) is { } alone && (alone.End >= memo.Count || memo[alone.End].Before != Break.None)
            && (alone.End >= memo.Count || _mentions.Names.Read(alone.End, anchored: false) is null))
        {
            last.Position = alone;
            _covered = alone.End;
            return;
        }

        if (memo.Grammar.Determiners.Contains(memo.Norm(i)) && !InPromise(i)
            && _mentions.Roles.Read(i, announced: false, companyKnown: false) is { } role && memo.BreakBefore(role.End) == Break.Comma
            && _mentions.Names.Read(role.End, anchored: false) is { Length: > 1 })
        {
            var (people, end) = _mentions.Read(i, ++_group, anchored: false);
            people.ForEach(person => Add(person, i));
            _covered = end;
        }
    }

    private void Describe(CueHit intro, ContactDraft person, bool corrected)
    {
        var role = memo.Cues.Starts(intro.Start, CueKind.RoleIntro) ? _mentions.Roles.Read(memo.Cues.End(intro.Start, CueKind.RoleIntro), announced: false, person.Company is not null) : null;
        var at = role?.End ?? intro.End;
        if (role is { } found && (person.Position is null || corrected))
        {
            person.Position = found;
            _covered = found.End;
        }

        if (role is null && memo.Cues.End(intro.Start, CueKind.WorksAt) is > 0 and var works)
        {
            at = works;
            if (_mentions.Companies.Read(at) is { } employer)
            {
                person.Company ??= employer;
                _covered = employer.End;
            }

            return;
        }

        if (role is not null && memo.Cues.End(at, CueKind.At) is > 0 and var of && (_mentions.Companies.Read(of) ?? _mentions.Companies.Read(at + 1)) is { } company)
        {
            person.Company ??= company;
            _covered = company.End;
        }

        // What follows may correct the position: "coordinator of events, no, of protocol".
        if (role is not null && memo.Cues.At(_covered, CueKind.Correction, CueKind.BareCorrection) is not null)
        {
            var (people, end) = _mentions.Read(_covered, _group, anchored: false, new ContactDraft { Mention = person.Mention, Position = person.Position, Company = person.Company });
            if (people.Count == 1)
            {
                person.Position = people[0].Position;
                _covered = Math.Max(_covered, end);
            }
        }
    }

    private bool TellsOfMeeting(int i)
    {
        if (memo[i].StartsSentence)
        {
            return true;
        }

        var start = memo.SentenceStart(i, Math.Max(0, i - ContextWords));
        return memo.Cues.In(new Span(start, i), CueKind.Meet, CueKind.Visit, CueKind.Group).Count > 0
            || memo.Cues.In(new Span(start, i), CueKind.Section).Count > 0;
    }

    // Who is named in "set up a call with Tim" was not met. Another introduction or topic ends the promise.
    private bool InPromise(int i)
    {
        var said = memo.Cues.In(new Span(memo.SentenceStart(i, Math.Max(0, i - 30)), i), CueKind.Oblige, CueKind.ActionHeader, CueKind.Section, CueKind.Discuss);
        return said.Count > 0 && said[^1].Kind is CueKind.Oblige or CueKind.ActionHeader;
    }

    private void Add(ContactDraft person, int start)
    {
        if (Known(person) is { } known)
        {
            known.Name = known.Name is { } name && person.Name is { } other && other.Length <= name.Length ? name : person.Name ?? known.Name;
            known.Company ??= person.Company;
            known.Position ??= person.Position;
            return;
        }

        // "The plant director of Orion" and then "Anna Lee": one person, named later in the same breath.
        if (_people.Count > 0 && person.Name is not null && _people[^1] is { Name: null } unnamed && person.Position is null && memo.SentenceStart(start) <= unnamed.Mention.End + 1)
        {
            unnamed.Name = person.Name;
            unnamed.Company ??= person.Company;
            return;
        }

        if (_people.Count < MostPeople)
        {
            person.Mention = new Span(Math.Min(start, person.Mention.Start), person.Mention.End);
            _people.Add(person);
        }
    }

    private ContactDraft? Known(ContactDraft person)
    {
        if (person.Name is not { } name)
        {
            return null;
        }

        return _people.Find(p => p.Name is { } known
            && (memo.Norm(known.Start) == memo.Norm(name.Start) && (known.Length == 1 || name.Length == 1 || memo.Norm(known.End - 1) == memo.Norm(name.End - 1))
                || (name.Length == 1 && memo.Norm(known.End - 1) == memo.Norm(name.Start))));
    }

    private List<ContactDraft> Finish()
    {
        if (_people.Count == 0 && _companies.Count > 0)
        {
            _people.Add(new ContactDraft { Mention = _companies[0], Company = _companies[^1], Strength = 0.7 });
        }

        foreach (var person in _people)
        {
            person.Company ??= CompanyFor(person);
            memo.MarkIntroduction(person.Mention.Start);
        }

        return _people;
    }

    // A company said beside the introduction ("Visit to Acme. Anna Lee showed me round"), else one that stands alone ("So, Acme Energy.").
    private Span? CompanyFor(ContactDraft person)
    {
        var next = _people.Where(p => p.Mention.Start > person.Mention.Start).Select(p => p.Mention.Start).DefaultIfEmpty(memo.Count).Min();
        var first = person == _people[0] || _people.Where(p => p.Mention.Start < person.Mention.Start).All(p => p.Group == person.Group);
        var from = first ? 0 : memo.SentenceStart(person.Mention.Start);
        Span? named = null;
        foreach (var company in _companies)
        {
            named = company.Start >= from && company.Start < next ? company : named;
        }

        return named ?? (memo.Cased ? Alone(from, next) : null);
    }

    private Span? Alone(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (!memo[i].Capital || _people.Exists(p => p.Name is { } name && name.Contains(i)) || InPromise(i) || memo.Cues.In(new Span(memo.SentenceStart(i), i), CueKind.Discuss, CueKind.Want).Count > 0)
            {
                continue;
            }

            if (memo.Cues.In(new Span(Math.Max(from, i - 3), i), CueKind.NotMet).Count > 0)
            {
                i = (_mentions.Companies.Read(i)?.End ?? i + 1) - 1;
                continue;
            }

            if (_mentions.Companies.Read(i) is { Length: > 1 } company && _mentions.Companies.LooksLikeCompany(company))
            {
                return company;
            }
        }

        return null;
    }
}
