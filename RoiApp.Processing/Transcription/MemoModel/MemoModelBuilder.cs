using System.Security.Cryptography;
using System.Text;
using RoiApp.Processing.Transcription.Pronunciation;

namespace RoiApp.Processing.Transcription.MemoModel;

/// <summary>Makes a language model of meeting memos: tens of thousands of them, made up by a grammar, counted.</summary>
internal static class MemoModelBuilder
{
    private const string Prefix = "memos.";
    private const int Memos = 60_000;
    private const int Seed = 1;

    // Raise it when the same grammar would give another model.
    private const string Format = "4";

    // Recognition hears a memo in stretches that end at pauses, most of them longer than a sentence.
    private const double StretchEndsAtPause = 0.4;

    private static readonly string[] s_grammars = ["memo.grammar", "talk.grammar", "business.grammar", "said.grammar"];
    private const string OtherWays = "said-otherwise.txt";

    // Rules whose alternatives are written out with the names of companies and people in them.
    private static readonly string[] s_naming = ["said company", "said memo"];

    private static readonly string[] s_lists = ["first-names.txt", "last-names.txt", "company-words.txt", "company-compounds.txt"];

    /// <summary>Names what the model is made of: another grammar, other names or another dictionary make another model.</summary>
    public static string Fingerprint(string dictionary)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Format} {new FileInfo(dictionary).Length}"));
        foreach (var name in s_grammars.Concat(s_lists).Append(OtherWays))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', Lines(name))));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    /// <summary>Writes the model in ARPA form: some seconds of work the first time.</summary>
    public static void Write(TextWriter writer, MemoGrammar grammar)
    {
        var model = new TrigramModel();
        var random = new Random(Seed);
        for (var memo = 0; memo < Memos; memo++)
        {
            foreach (var stretch in Stretches(grammar.Speak(random), random))
            {
                model.Add(stretch);
            }
        }
        model.WriteArpa(writer);
    }

    /// <summary>Writes the recogniser's dictionary, and after it other ways to say some of its words, and how the grammar's other words are said.</summary>
    public static void WriteDictionary(TextWriter writer, MemoGrammar grammar, string stock, PronouncingDictionary pronounced)
    {
        foreach (var line in File.ReadLines(stock, Encoding.Latin1))
        {
            writer.Write($"{line}\n");
        }
        foreach (var ways in Rows(OtherWays).GroupBy(row => row[0], row => string.Join(' ', row[1..]), StringComparer.Ordinal).Where(ways => pronounced.Has(ways.Key)))
        {
            var way = pronounced.Say(ways.Key).Count;
            foreach (var sounds in ways)
            {
                writer.Write($"{ways.Key}({++way}) {sounds}\n");
            }
        }
        foreach (var word in grammar.Words.Where(word => !pronounced.Has(word)).Order(StringComparer.Ordinal))
        {
            var ways = pronounced.Say(word);
            for (var way = 0; way < ways.Count; way++)
            {
                writer.Write(way == 0 ? $"{word} {ways[way]}\n" : $"{word}({way + 1}) {ways[way]}\n");
            }
        }
    }

    public static MemoGrammar Grammar() => Grammar(names => names);

    /// <summary>The grammar that names nobody as only rarely somebody is called: of names that sound alike, the more common spelling. The recogniser could not tell them apart.</summary>
    public static MemoGrammar Grammar(PronouncingDictionary pronounced) => Grammar(names => DifferentToTheEar(names, pronounced));

    private static MemoGrammar Grammar(Func<List<string>, List<string>> choose) => new(s_grammars.SelectMany(Lines), new Dictionary<string, IReadOnlyList<string>>
    {
        ["first"] = choose(Names("first-names.txt")),
        ["last"] = choose(Names("last-names.txt")),
        ["company word"] = Names("company-words.txt"),
        ["compound"] = Compounds(),
    });

    private static List<string> DifferentToTheEar(List<string> names, PronouncingDictionary pronounced)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        return [.. names.Where(name =>
        {
            var before = said.Count;
            said.UnionWith(pronounced.Say(name)); // All its ways: who is heard as any of them is taken for this one.
            return said.Count > before;
        })];
    }

    /// <summary>The grammar's words of every day: those of its rules, but for names.</summary>
    public static IEnumerable<string> WordsOfEveryDay(MemoGrammar grammar) => grammar.RuleWordsBut(s_naming);

    /// <summary>What companies' names end in.</summary>
    public static IEnumerable<string> Trades(MemoGrammar grammar) => grammar.LastWordsOf("trade").Concat(grammar.LastWordsOf("said company"));

    /// <summary>What tells of people in companies: manager, director.</summary>
    public static IEnumerable<string> Roles(MemoGrammar grammar) => grammar.LastWordsOf("role").Concat(grammar.LastWordsOf("single role"));

    /// <summary>The words of a list, the more common first.</summary>
    public static List<string> Names(string file) => [.. Rows(file).SelectMany(row => row).Distinct(StringComparer.Ordinal)];

    private static List<string> Compounds() => Rows("company-compounds.txt").ToList() is [var heads, var tails]
        ? [.. heads.SelectMany(head => tails.Where(tail => tail != head).Select(tail => head + tail))]
        : throw new FormatException("company-compounds.txt has other than two lines of words.");

    private static IEnumerable<string[]> Rows(string file) => Lines(file).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' '));

    private static IEnumerable<List<string>> Stretches(List<string> words, Random random)
    {
        var stretch = new List<string>();
        foreach (var word in words)
        {
            if (word != MemoGrammar.Pause)
            {
                stretch.Add(word);
            }
            else if (stretch.Count > 0 && random.NextDouble() < StretchEndsAtPause)
            {
                yield return stretch;
                stretch = [];
            }
        }
        if (stretch.Count > 0)
        {
            yield return stretch;
        }
    }

    private static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(MemoModelBuilder).Assembly.GetManifestResourceStream(Prefix + name)!);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
