using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace RoiApp.Processing.Languages;

/// <summary>What speaks for a language: words it uses all the time, and groups of letters ("_" stands for the edge of a word).</summary>
internal sealed class LanguageTable
{
    private const string Prefix = "language.";

    private LanguageTable(string language, IEnumerable<string> words, IEnumerable<string> grams)
    {
        Language = language;
        Words = words.ToFrozenSet(StringComparer.Ordinal);
        Grams = grams.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>One table for each file in Languages/Tables, by tag.</summary>
    public static IReadOnlyList<LanguageTable> All { get; } = Load();

    public string Language { get; }

    public FrozenSet<string> Words { get; }

    public FrozenSet<string> Grams { get; }

    private static List<LanguageTable> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        List<LanguageTable> tables = [];
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var file = JsonSerializer.Deserialize<TableFile>(stream, JsonSerializerOptions.Web) ?? throw new InvalidDataException($"The language table {name} is empty.");
            tables.Add(new LanguageTable(file.Language, file.Words.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)), file.Grams));
        }

        return tables;
    }

    private sealed record TableFile(string Language, string[] Words, string[] Grams);
}
