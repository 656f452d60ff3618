using RoiApp.Processing.Extraction.Cues;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.People;

/// <summary>Finds who was met: introductions that a phrase announces, and names that a position or company explains.</summary>
internal sealed class PeopleReader
{
    private const int ContextWords = 14;

    // More than anybody meets in one go; a longer list is no memo, and is read in bounded time.
    private const int MostPeople = 200;
    private readonly Memo _memo;
    private readonly MentionReader _mentions;
    private readonly Promises _promises;
    private readonly List<ContactDraft> _people = [];
    private readonly List<Span> _companies = [];
    private readonly Restatement _restatements;
    private int _group;
    private int _covered;

    private PeopleReader(Memo memo)
    {
        _memo = memo;
        _mentions = new MentionReader(memo);
        _promises = new Promises(memo);
        _restatements = new Restatement(memo, _mentions, _people);
    }

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
        if (_memo.Cues.At(i, CueKind.NotMet) is { } notMet)
        {
            _covered = _mentions.Names.Read(notMet.End, anchored: true)?.End ?? _mentions.Companies.Read(notMet.End)?.End ?? notMet.End;
        }
        else if (_memo.Cues.At(i, CueKind.Group) is { } several)
        {
            Several(several);
        }
        else if (_memo.Cues.At(i, CueKind.Meet) is { } meet && (_memo.IsStop(i) || !_promises.Holds(i)) && Introduce(meet, newGroup: true))
        {
        }
        else if (_memo.Cues.At(i, CueKind.Colleague) is { } colleague && _people.Count > 0 && Introduce(colleague, newGroup: false))
        {
        }
        else if ((_memo.Cues.At(i, CueKind.Section) ?? Numbered(i)) is { } section && Introduce(section, newGroup: true))
        {
        }
        else if (_memo.Cues.At(i, CueKind.Visit) is { } visit && !_promises.Holds(i) && Visited(visit))
        {
        }
        else if (_memo.Cues.At(i, CueKind.With) is { } with && TellsOfMeeting(i) && !_promises.Holds(i) && (_memo.Cased || _people.Count == 0) && Introduce(with, newGroup: true))
        {
        }
        else if (_restatements.At(i) is > 0 and var restated)
        {
            _covered = restated;
        }
        else if (!Explained(i) && !Spelled(i))
        {
            Described(i);
        }
    }

    // "One, Anna Lee of Acme. Two, …"
    private CueHit? Numbered(int i) =>
        _memo[i].Before >= Break.Semicolon && _memo.Grammar.Numbers.Contains(_memo.Norm(i)) && _memo.BreakBefore(i + 1) is Break.Comma or Break.Colon ? new CueHit(CueKind.Section, i, i + 1) : null;

    private void Several(CueHit hit)
    {
        _group++;
        var at = hit.End;
        Span? company = null;
        if (_memo.Cues.Starts(hit.End - 1, CueKind.At) || _memo.Cues.Starts(hit.End - 2, CueKind.At))
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
        if (_memo.Cues.Starts(at, CueKind.Group, CueKind.Meet, CueKind.NotMet) || at >= _memo.Count)
        {
            return false;
        }

        var sentences = hit.Kind == CueKind.Section ? Break.Sentence : Break.Colon;
        if (_memo[at].Before > sentences)
        {
            return false;
        }

        var (people, end) = _mentions.Read(at, newGroup ? _group + 1 : _group, anchored: hit.Kind is CueKind.Meet or CueKind.Colleague || !_memo.Cased || _memo[at].Capital);
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
        if (hit.End >= _memo.Count || _memo[hit.End].Before > Break.Comma || _mentions.Companies.Read(hit.End) is not { } company)
        {
            return false;
        }

        if (!_memo.Cased && !_mentions.Companies.LooksLikeCompany(company))
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
        if (!_memo[i].Capital || _mentions.Names.Read(i, anchored: false) is not { } name || _promises.Holds(i))
        {
            return false;
        }

        var (people, end) = _mentions.Read(i, _group + 1, anchored: false);
        if (people.Count == 0 || people[0].Name is null)
        {
            return false;
        }

        var explained = people[0].Position is not null || (name.Length > 1 && name.End < _memo.Count && _memo[name.End].StartsSentence && _memo.Cues.Starts(name.End, CueKind.RoleIntro)) || (people[0].Company is not null && name.Length > 1)
            || (_memo.Cues.Starts(end, CueKind.Met) && _memo[i].Before >= Break.Comma);
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
        if (_memo.Cased || _memo.Punctuated || !_memo.Grammar.GivenNames.Contains(_memo.Norm(i)) || (i > 0 && _memo.Grammar.GivenNames.Contains(_memo.Norm(i - 1))))
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
        if (_memo.Cues.End(i, CueKind.Renamed) is > 0 and var renamed && _people.Count > 0 && _mentions.Companies.Read(renamed) is { } present)
        {
            _people[^1].Company = present;
            _covered = present.End;
            return;
        }

        if (_memo.Cues.At(i, CueKind.RoleIntro, CueKind.WorksAt) is { } intro && _people.Count > 0 && (intro.Length > 1 || _memo[i].StartsSentence))
        {
            var corrected = _memo.Cues.In(new Span(_memo.SentenceStart(i, Math.Max(0, i - ContextWords)), i), CueKind.Correction, CueKind.BareCorrection).Count > 0;
            Describe(intro, _people[^1], corrected);
            return;
        }

        // "Head of logistics." alone is a sentence about whoever was just met.
        if (_memo[i].StartsSentence && _people.Count > 0 && _people[^1] is { Position: null } last
            && _mentions.Roles.Read(i, announced: false, last.Company is not null) is { } alone && (alone.End >= _memo.Count || _memo[alone.End].Before != Break.None || _memo.Cues.Starts(alone.End, CueKind.At))
            && (alone.End >= _memo.Count || _mentions.Names.Read(alone.End, anchored: false) is null))
        {
            last.Position = alone;
            _covered = alone.End;
            if (_memo.Cues.End(alone.End, CueKind.At) is > 0 and var at && _mentions.Companies.Read(at) is { } where)
            {
                last.Company ??= where;
                _covered = where.End;
            }

            return;
        }

        if (_memo.Grammar.Determiners.Contains(_memo.Norm(i)) && !_promises.Holds(i)
            && _mentions.Roles.Read(i, announced: false, companyKnown: false) is { } role && _memo.BreakBefore(role.End) == Break.Comma
            && _mentions.Names.Read(role.End, anchored: false) is { Length: > 1 })
        {
            var (people, end) = _mentions.Read(i, ++_group, anchored: false);
            people.ForEach(person => Add(person, i));
            _covered = end;
        }
    }

    private void Describe(CueHit intro, ContactDraft person, bool corrected)
    {
        var role = _memo.Cues.Starts(intro.Start, CueKind.RoleIntro) ? _mentions.Roles.Read(_memo.Cues.End(intro.Start, CueKind.RoleIntro), announced: false, person.Company is not null) : null;
        var at = role?.End ?? intro.End;
        if (role is { } found && (person.Position is null || corrected))
        {
            person.Position = found;
            _covered = found.End;
        }

        if (role is null && _memo.Cues.End(intro.Start, CueKind.WorksAt) is > 0 and var works)
        {
            at = works;
            if (_mentions.Companies.Read(at) is { } employer)
            {
                person.Company ??= employer;
                _covered = employer.End;
            }

            return;
        }

        if (role is not null && _memo.Cues.End(at, CueKind.At) is > 0 and var of && (_mentions.Companies.Read(of) ?? _mentions.Companies.Read(at + 1)) is { } company)
        {
            person.Company ??= company;
            _covered = company.End;
        }

        // What follows may correct the position: "coordinator of events, no, of protocol".
        if (role is not null && _memo.Cues.At(_covered, CueKind.Correction, CueKind.BareCorrection) is not null)
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
        if (_memo[i].StartsSentence)
        {
            return true;
        }

        var start = _memo.SentenceStart(i, Math.Max(0, i - ContextWords));
        return _memo.Cues.In(new Span(start, i), CueKind.Meet, CueKind.Visit, CueKind.Group).Count > 0
            || _memo.Cues.In(new Span(start, i), CueKind.Section).Count > 0;
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
        if (_people.Count > 0 && person.Name is not null && _people[^1] is { Name: null } unnamed && person.Position is null && _memo.SentenceStart(start) <= unnamed.Mention.End + 1)
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

        return _people.Find(p => p.Name is { } known && Namesakes.Are(_memo, known, name));
    }

    private List<ContactDraft> Finish()
    {
        if (_people.Count == 0 && new UnannouncedPerson(_memo, _mentions, _promises).Find() is { } unannounced)
        {
            _people.Add(unannounced);
        }

        if (_people.Count == 0 && _companies.Count > 0)
        {
            _people.Add(new ContactDraft { Mention = _companies[0], Company = _companies[^1], Strength = 0.7 });
        }

        var companies = new UnattachedCompanies(_memo, _mentions.Companies, _people, _companies);
        foreach (var person in _people)
        {
            person.Company ??= companies.For(person);
            _memo.MarkIntroduction(person.Mention.Start);
        }

        return _people;
    }
}
