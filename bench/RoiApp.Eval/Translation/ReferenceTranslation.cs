namespace RoiApp.Eval.Translation;

/// <summary>A sentence with a translation by a person.</summary>
/// <param name="Names">Names of people, companies and places that must come through letter for letter.</param>
internal sealed record ReferenceTranslation(string Id, string From, string To, string Source, string Reference, IReadOnlyList<string> Names)
{
    /// <summary>The file that a folder to evaluate holds.</summary>
    public const string FileName = "translations.tsv";

    public string Pair => $"{From}-{To}";

    /// <summary>Reads id, from, to, source, reference and names (parted by semicolons) under a line of headings.</summary>
    public static IReadOnlyList<ReferenceTranslation> Read(string path) =>
    [
        .. File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t') is [var id, var from, var to, var source, var reference, var names]
            ? new ReferenceTranslation(id, from, to, source, reference, names.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            : throw new InvalidDataException($"{path} has a line that is not of six columns: {line}")),
    ];
}
