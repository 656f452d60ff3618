using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace RoiApp.Processing.Extraction.Cues;

/// <summary>The languages that memos can be read in: one per file in Extraction/Grammar.</summary>
internal static class GrammarCatalog
{
    private const string Prefix = "grammar.";
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };
    private static readonly SortedDictionary<string, GrammarFile> s_files = Load();
    private static readonly ConcurrentDictionary<string, Grammar> s_grammars = new(StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Languages => s_files.Keys;

    /// <summary>The grammar of these languages together; of all there are when none of them is known.</summary>
    public static Grammar For(params IEnumerable<string> languages)
    {
        var known = languages.Where(s_files.ContainsKey).Order(StringComparer.Ordinal).ToArray();
        known = known.Length == 0 ? [.. s_files.Keys] : known;
        return s_grammars.GetOrAdd(string.Join('+', known), static (_, names) => new Grammar([.. names.Select(n => s_files[n])]), known);
    }

    private static SortedDictionary<string, GrammarFile> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        SortedDictionary<string, GrammarFile> files = new(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var file = JsonSerializer.Deserialize<GrammarFile>(stream, s_json) ?? throw new InvalidDataException($"The grammar {resource} is empty.");
            files.Add(file.Language, file);
        }

        return files;
    }
}
