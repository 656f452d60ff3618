namespace RoiApp.Processing.Extraction.Cues;

/// <summary>A language as its file under Extraction/Grammar has it. A list of words is an array of lines, words between blanks.</summary>
internal sealed class GrammarFile
{
    /// <summary>BCP 47 primary tag.</summary>
    public required string Language { get; init; }

    /// <summary>Endings after an apostrophe and the words they stand for: "'ve" → "have".</summary>
    public Dictionary<string, string> Contractions { get; init; } = [];

    /// <summary>The ending that is a verb after a pronoun and a possessive after anything else.</summary>
    public string? Possessive { get; init; }

    public string? PossessiveAs { get; init; }

    public string[] Pronouns { get; init; } = [];

    public string[] Determiners { get; init; } = [];

    public string[] Conjunctions { get; init; } = [];

    /// <summary>The conjunctions that join equals.</summary>
    public string[] And { get; init; } = [];

    public string[] Prepositions { get; init; } = [];

    /// <summary>Further words that are never part of a name.</summary>
    public string[] StopWords { get; init; } = [];

    /// <summary>Words after which a statement is part of the one before it.</summary>
    public string[] Subordinators { get; init; } = [];

    public string[] Because { get; init; } = [];

    /// <summary>Lower-case words within a person's name: "van", "de la".</summary>
    public string[] NameParticles { get; init; } = [];

    /// <summary>Lower-case words within a company's name.</summary>
    public string[] CompanyJoiners { get; init; } = [];

    public string[] Abbreviations { get; init; } = [];

    /// <summary>What ends a company's name, in capitals or not: "plc".</summary>
    public string[] LegalForms { get; init; } = [];

    public string[] Titles { get; init; } = [];

    public string[] GivenNames { get; init; } = [];

    /// <summary>Words that companies have in their names.</summary>
    public string[] OrgWords { get; init; } = [];

    /// <summary>Positions that are surnames as well: "baker".</summary>
    public string[] TradeSurnames { get; init; } = [];

    /// <summary>Words that make a position: "manager".</summary>
    public string[] RoleHeads { get; init; } = [];

    /// <summary>Whether what qualifies a position stands before its noun: "fleet manager", not "responsable de flota".</summary>
    public bool ModifiersBeforeRole { get; init; }

    /// <summary>Those that are no position alone: "head" of what?</summary>
    public string[] RoleNeedsComplement { get; init; } = [];

    /// <summary>"of": what a position's field follows.</summary>
    public string[] OfWords { get; init; } = [];

    /// <summary>Those of <see cref="OfWords"/> that hold an article: "del".</summary>
    public string[] Contracted { get; init; } = [];

    /// <summary>Fields of work, as in "head of procurement".</summary>
    public string[] Departments { get; init; } = [];

    /// <summary>Words of each priority, by "high", "medium" and "low".</summary>
    public Dictionary<string, string[]> Levels { get; init; } = [];

    /// <summary>Words after which a second level replaces the first.</summary>
    public string[] LevelPivots { get; init; } = [];

    /// <summary>Words that may stand between a pause and a level that is said by itself: "so", "call it a".</summary>
    public string[] LevelLeads { get; init; } = [];

    /// <summary>Words after which an urgency is asked for and not stated: "how urgent".</summary>
    public string[] QuestionWords { get; init; } = [];

    /// <summary>Verbs by which something is thought of and not promised: "could".</summary>
    public string[] Hedges { get; init; } = [];

    public string[] Weekdays { get; init; } = [];

    public string[] Numbers { get; init; } = [];

    /// <summary>What may stand right after a verb that is a noun as often.</summary>
    public string[] ObjectWords { get; init; } = [];

    /// <summary>Words that give an action item to everybody.</summary>
    public string[] BothWords { get; init; } = [];

    /// <summary>Endings of infinitives, in languages that promise in infinitives.</summary>
    public string[] VerbEndings { get; init; } = [];

    /// <summary>Endings, accents included, of verbs by which a speaker promises: "enviaré".</summary>
    public string[] PromiseEndings { get; init; } = [];

    /// <summary>Endings, accents included, of verbs that promise right after a pronoun: "le mando".</summary>
    public string[] PronounPromiseEndings { get; init; } = [];

    /// <summary>Words with such an ending that are no verbs.</summary>
    public string[] NotVerbs { get; init; } = [];

    /// <summary>"the company Acme": words that say that a company's name follows.</summary>
    public string[] CompanyNouns { get; init; } = [];

    /// <summary>Words that stand before companies but before places and purposes as often: "for", "en".</summary>
    public string[] WeakAt { get; init; } = [];

    /// <summary>Words that end a position: "head of sales there".</summary>
    public string[] AfterRole { get; init; } = [];

    /// <summary>"not", "no".</summary>
    public string[] Negations { get; init; } = [];

    /// <summary>"the financial one is somebody else": words that end an explanation.</summary>
    public string[] Others { get; init; } = [];

    /// <summary>Forms of "to be" after which a fragment is a statement.</summary>
    public string[] Copulas { get; init; } = [];

    /// <summary>Words by which a statement holds for everybody met.</summary>
    public string[] Plural { get; init; } = [];

    /// <summary>Words that cannot end a passage.</summary>
    public string[] Dangling { get; init; } = [];

    /// <summary>Words of time and place that may end a passage: "tomorrow".</summary>
    public string[] Closing { get; init; } = [];

    /// <summary>Phrases by what they announce; see <see cref="CueKind"/> for the keys and <see cref="CueAutomaton"/> for the notation.</summary>
    public Dictionary<string, string[]> Cues { get; init; } = [];
}
