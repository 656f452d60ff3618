using System.Collections.Concurrent;
using System.Text.Json;
using RoiApp.Processing.Transcription.MemoModel;

namespace RoiApp.Processing.Transcription.Readable;

/// <summary>What a language writes large, and where its sentences begin: a table per language, beside the names that its memos are known to hold.</summary>
internal sealed class ReadableRules
{
    private static readonly ConcurrentDictionary<string, Lazy<ReadableRules>> s_loaded = new(StringComparer.Ordinal);

    private ReadableRules(Table table, MemoGrammar grammar)
    {
        Fixed = table.Fixed;
        Capitals = Set(table.Capitals);
        LateMonths = Set(table.MonthsOnlyAfter.Words);
        BeforeMonths = Set(table.MonthsOnlyAfter.After);
        NameCues = Phrases(table.NameCues);
        NameEnds = Set(table.NameEnds);
        CompanyCues = Set(table.CompanyCues);
        CompanyEnds = Set(table.CompanyEnds);
        EndOfCompany = Phrases(table.CompanyEndsWith);
        SmallInNames = Set(table.SmallInNames);
        Never = Set(table.Never);
        SentenceStarts = Phrases(table.SentenceStarts);
        OpensList = Phrases(table.OpensList);
        AfterThese = Set(table.AfterThese);
        NeverLast = Set(table.NeverLast);
        GoesOn = Set(table.GoesOn);
        CommaBefore = Set(table.CommaBefore);
        GivenNames = Set(MemoModelBuilder.Names("first-names.txt"));
        FamilyNames = Set(MemoModelBuilder.Names("last-names.txt"));
        FamilyFirms = Set(table.FamilyFirms);
        CommonWords = Set(MemoModelBuilder.WordsOfEveryDay(grammar).Concat(table.NotAlone));
        Trades = Set(MemoModelBuilder.Trades(grammar));
        CompanyWords = Set(MemoModelBuilder.Names("company-words.txt"));
        Roles = Set(MemoModelBuilder.Roles(grammar));
        Workplaces = Set(table.Workplaces);
        Places = Set(table.Places);
    }

    /// <summary>Words that are always written so.</summary>
    public IReadOnlyDictionary<string, string> Fixed { get; }

    public IReadOnlySet<string> Capitals { get; }

    /// <summary>Months that are also other words, unless one of <see cref="BeforeMonths"/> stands before them.</summary>
    public IReadOnlySet<string> LateMonths { get; }

    public IReadOnlySet<string> BeforeMonths { get; }

    /// <summary>After these somebody is named, up to one of <see cref="NameEnds"/>.</summary>
    public IReadOnlyList<string[]> NameCues { get; }

    public IReadOnlySet<string> NameEnds { get; }

    public IReadOnlySet<string> CompanyCues { get; }

    public IReadOnlySet<string> CompanyEnds { get; }

    /// <summary>Phrases that end a company's name and of which no word alone does, among them what "who is" is taken for.</summary>
    public IReadOnlyList<string[]> EndOfCompany { get; }

    public IReadOnlySet<string> SmallInNames { get; }

    /// <summary>Words that no name begins with.</summary>
    public IReadOnlySet<string> Never { get; }

    public IReadOnlyList<string[]> SentenceStarts { get; }

    public IReadOnlyList<string[]> OpensList { get; }

    /// <summary>After these the sentence goes on, whatever begins.</summary>
    public IReadOnlySet<string> AfterThese { get; }

    public IReadOnlySet<string> NeverLast { get; }

    /// <summary>An utterance that begins with one of these goes on with the sentence before the pause.</summary>
    public IReadOnlySet<string> GoesOn { get; }

    public IReadOnlySet<string> CommaBefore { get; }

    public IReadOnlySet<string> GivenNames { get; }

    public IReadOnlySet<string> FamilyNames { get; }

    /// <summary>Words of every day, which are names only where a name is due: mark, will, brown.</summary>
    public IReadOnlySet<string> CommonWords { get; }

    /// <summary>What follows a family's name and "and" in a company's.</summary>
    public IReadOnlySet<string> FamilyFirms { get; }

    /// <summary>What companies' names end in.</summary>
    public IReadOnlySet<string> Trades { get; }

    /// <summary>What companies' names begin with, among them words of every day.</summary>
    public IReadOnlySet<string> CompanyWords { get; }

    /// <summary>Last words of positions. What comes after one and after one of <see cref="Workplaces"/> is a company.</summary>
    public IReadOnlySet<string> Roles { get; }

    public IReadOnlySet<string> Workplaces { get; }

    /// <summary>Those of <see cref="CompanyCues"/> after which a thing is rare.</summary>
    public IReadOnlySet<string> Places { get; }

    /// <param name="language">One that a table is there for.</param>
    public static ReadableRules For(string language) => s_loaded.GetOrAdd(language, static language => new Lazy<ReadableRules>(() => Load(language))).Value;

    private static ReadableRules Load(string language)
    {
        using var stream = typeof(ReadableRules).Assembly.GetManifestResourceStream($"readable.{language}.json")!;
        return new ReadableRules(JsonSerializer.Deserialize<Table>(stream, JsonSerializerOptions.Web)!, MemoModelBuilder.Grammar());
    }

    private static HashSet<string> Set(IEnumerable<string> words) => words.ToHashSet(StringComparer.Ordinal);

    // The longest first: "met with" before "met".
    private static string[][] Phrases(IEnumerable<string> phrases) => [.. phrases.Select(phrase => phrase.Split(' ')).OrderByDescending(words => words.Length)];

    private sealed record Table(
        Dictionary<string, string> Fixed, string[] Capitals, Months MonthsOnlyAfter, string[] NameCues, string[] NameEnds, string[] CompanyCues, string[] CompanyEnds, string[] CompanyEndsWith,
        string[] FamilyFirms, string[] NotAlone, string[] SmallInNames, string[] Never, string[] SentenceStarts, string[] OpensList, string[] AfterThese, string[] NeverLast, string[] GoesOn, string[] CommaBefore,
        string[] Workplaces, string[] Places);

    private sealed record Months(string[] Words, string[] After);
}
