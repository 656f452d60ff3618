using System.Security.Cryptography;
using System.Text;

namespace RoiApp.Processing.Transcription.MemoModel;

/// <summary>Makes a language model of meeting memos: tens of thousands of them, made up by a grammar, counted.</summary>
internal static class MemoModelBuilder
{
    private const string Prefix = "memos.";
    private const int Memos = 20_000;
    private const int Seed = 1;

    // Raise it when the same grammar would give another model.
    private const string Format = "1";

    // Recognition hears a memo in stretches that end at pauses, most of them longer than a sentence.
    private const double StretchEndsAtPause = 0.4;

    /// <summary>Names what the model is made of: another grammar, other names or another dictionary make another model.</summary>
    public static string Fingerprint(string dictionary)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Format} {new FileInfo(dictionary).Length}"));
        foreach (var name in new[] { "memo.grammar", "first-names.txt", "last-names.txt", "company-words.txt" })
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', Lines(name))));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    /// <summary>Writes the model in ARPA form: some seconds of work the first time.</summary>
    /// <param name="dictionary">The recogniser's; names it does not have could never be heard.</param>
    public static void Write(TextWriter writer, string dictionary)
    {
        var grammar = Grammar(dictionary);
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

    /// <summary>The grammar, with those names that the recogniser can hear.</summary>
    public static MemoGrammar Grammar(string dictionary)
    {
        var known = File.ReadLines(dictionary, Encoding.Latin1).Select(line => line[..Math.Max(line.IndexOf(' ', StringComparison.Ordinal), 0)]).ToHashSet(StringComparer.Ordinal);
        return new MemoGrammar(Lines("memo.grammar"), new Dictionary<string, IReadOnlyList<string>>
        {
            ["first"] = Names("first-names.txt", known),
            ["last"] = Names("last-names.txt", known),
            ["company word"] = Names("company-words.txt", known),
        });
    }

    private static List<string> Names(string file, HashSet<string> known) =>
        [.. Lines(file).Where(line => !line.StartsWith('#')).SelectMany(line => line.Split(' ')).Where(known.Contains).Distinct(StringComparer.Ordinal)];

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
