using System.Collections.Frozen;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Extraction.Text;

namespace RoiApp.Processing.Extraction.Cues;

/// <summary>The words and phrases of one language, or of several for a memo that switches between them.</summary>
internal sealed class Grammar
{
    private readonly FrozenSet<string> _pronouns;
    private readonly FrozenSet<string> _verbEndings;
    private readonly FrozenSet<string> _notVerbs;
    private readonly string[] _promiseEndings;
    private readonly string[] _pronounPromiseEndings;
    private readonly Dictionary<string, string> _possessives = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Priority> _levels = new(StringComparer.Ordinal);

    public Grammar(params IReadOnlyList<GrammarFile> files)
    {
        foreach (var file in files)
        {
            foreach (var (ending, word) in file.Contractions)
            {
                Contractions[ending] = word;
            }

            if (file is { Possessive: { } possessive, PossessiveAs: { } verb })
            {
                _possessives[possessive] = verb;
            }

            foreach (var (level, lines) in file.Levels)
            {
                foreach (var word in Words(lines))
                {
                    _levels[word] = Enum.Parse<Priority>(level, ignoreCase: true);
                }
            }

            foreach (var (kind, phrases) in file.Cues)
            {
                var parsed = Enum.Parse<CueKind>(kind, ignoreCase: true);
                foreach (var phrase in phrases)
                {
                    Automaton.Add(parsed, phrase);
                }
            }
        }

        FrozenSet<string> Union(Func<GrammarFile, string[]> lines) => files.SelectMany(f => Words(lines(f))).ToFrozenSet(StringComparer.Ordinal);

        _pronouns = Union(f => f.Pronouns);
        Determiners = Union(f => f.Determiners);
        And = Union(f => f.And);
        Prepositions = Union(f => f.Prepositions);
        Subordinators = Union(f => f.Subordinators);
        Because = Union(f => f.Because);
        NameParticles = Union(f => f.NameParticles);
        CompanyJoiners = Union(f => f.CompanyJoiners);
        Abbreviations = Union(f => f.Abbreviations);
        LegalForms = Union(f => f.LegalForms);
        Titles = Union(f => f.Titles);
        GivenNames = Union(f => f.GivenNames);
        OrgWords = Union(f => f.OrgWords);
        RoleHeads = Union(f => f.RoleHeads);
        TradeSurnames = Union(f => f.TradeSurnames);
        RolesAfterModifiers = Union(f => f.ModifiersBeforeRole ? f.RoleHeads : []);
        RoleNeedsComplement = Union(f => f.RoleNeedsComplement);
        Contracted = Union(f => f.Contracted);
        CompanyNouns = Union(f => f.CompanyNouns);
        WeakAt = Union(f => f.WeakAt);
        AfterRole = Union(f => f.AfterRole);
        Negations = Union(f => f.Negations);
        Others = Union(f => f.Others);
        Copulas = Union(f => f.Copulas);
        Plural = Union(f => f.Plural);
        Dangling = Union(f => f.Dangling);
        Closing = Union(f => f.Closing);
        OfWords = Union(f => f.OfWords);
        Departments = Union(f => f.Departments);
        LevelPivots = Union(f => f.LevelPivots);
        LevelLeads = Union(f => f.LevelLeads);
        Hedges = Union(f => f.Hedges);
        QuestionWords = Union(f => f.QuestionWords);
        Weekdays = Union(f => f.Weekdays);
        Numbers = Union(f => f.Numbers);
        ObjectWords = Union(f => f.ObjectWords);
        BothWords = Union(f => f.BothWords);
        StopWords = Union(f => [.. f.StopWords, .. f.Pronouns, .. f.Determiners, .. f.Conjunctions, .. f.Prepositions]);
        _verbEndings = Union(f => f.VerbEndings);
        _notVerbs = Union(f => f.NotVerbs);
        _pronounPromiseEndings = [.. files.SelectMany(f => f.PronounPromiseEndings).SelectMany(line => line.Split(' '))];
        _promiseEndings = [.. files.SelectMany(f => f.PromiseEndings).SelectMany(line => line.Split(' '))];
    }

    public CueAutomaton Automaton { get; } = new();

    public Dictionary<string, string> Contractions { get; } = new(StringComparer.Ordinal);

    public FrozenSet<string> Determiners { get; }

    public FrozenSet<string> And { get; }

    public FrozenSet<string> Prepositions { get; }

    public FrozenSet<string> StopWords { get; }

    public FrozenSet<string> Subordinators { get; }

    public FrozenSet<string> Because { get; }

    public FrozenSet<string> NameParticles { get; }

    public FrozenSet<string> CompanyJoiners { get; }

    public FrozenSet<string> Abbreviations { get; }

    public FrozenSet<string> LegalForms { get; }

    public FrozenSet<string> Titles { get; }

    public FrozenSet<string> GivenNames { get; }

    public FrozenSet<string> OrgWords { get; }

    public FrozenSet<string> RoleHeads { get; }

    /// <summary>Positions that are surnames as well.</summary>
    public FrozenSet<string> TradeSurnames { get; }

    /// <summary>Positions whose qualifiers stand before them.</summary>
    public FrozenSet<string> RolesAfterModifiers { get; }

    public FrozenSet<string> RoleNeedsComplement { get; }

    public FrozenSet<string> Contracted { get; }

    public FrozenSet<string> OfWords { get; }

    public FrozenSet<string> Departments { get; }

    public FrozenSet<string> LevelPivots { get; }

    public FrozenSet<string> LevelLeads { get; }

    public FrozenSet<string> Hedges { get; }

    public FrozenSet<string> QuestionWords { get; }

    public FrozenSet<string> Weekdays { get; }

    public FrozenSet<string> Numbers { get; }

    public FrozenSet<string> ObjectWords { get; }

    public FrozenSet<string> CompanyNouns { get; }

    public FrozenSet<string> WeakAt { get; }

    public FrozenSet<string> AfterRole { get; }

    public FrozenSet<string> Negations { get; }

    public FrozenSet<string> Others { get; }

    public FrozenSet<string> Copulas { get; }

    public FrozenSet<string> Plural { get; }

    public FrozenSet<string> Dangling { get; }

    public FrozenSet<string> Closing { get; }

    public FrozenSet<string> BothWords { get; }

    public Priority Level(string word) => _levels.GetValueOrDefault(word);

    /// <summary>The word an ending after an apostrophe stands for, or null when the apostrophe is part of the word ("O'Malley").</summary>
    public string? Expand(string host, string ending) =>
        Contractions.TryGetValue(ending, out var word) ? word
        : !_possessives.TryGetValue(ending, out var verb) ? null
        : _pronouns.Contains(host) ? verb
        : ending;

    /// <summary>Whether a word looks like an infinitive in a language that has endings for it.</summary>
    public bool IsInfinitive(string word)
    {
        if (word.Length < 3 || _notVerbs.Contains(word))
        {
            return false;
        }

        var endings = _verbEndings.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var length = 2; length <= Math.Min(6, word.Length - 1); length++)
        {
            if (endings.Contains(word.AsSpan(word.Length - length)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a word, as written, is a verb in the form of a promise.</summary>
    public bool IsPromise(string text) => EndsIn(_promiseEndings, text);

    /// <summary>Whether it is one right after "le" or "les".</summary>
    public bool IsPromiseAfterPronoun(string text) => text.Length > 3 && EndsIn(_pronounPromiseEndings, text);

    private bool EndsIn(string[] endings, string text)
    {
        foreach (var ending in endings)
        {
            if (text.Length > ending.Length + 1 && text.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && !_notVerbs.Contains(Folding.Fold(text)))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Words(string[] lines) =>
        lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(word => Folding.Fold(word));
}
