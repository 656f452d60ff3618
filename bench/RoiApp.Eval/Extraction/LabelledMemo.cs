using System.Text.Json;

namespace RoiApp.Eval.Extraction;

/// <summary>A memo and what a careful reader finds in it: a line of a <c>*.jsonl</c> file.</summary>
/// <param name="Kind">"template", "free", "rambling", "multi", "partial" or "asr".</param>
internal sealed record LabelledMemo(string Id, string Language, string Kind, string Text, IReadOnlyList<LabelledContact> Contacts)
{
    public static IEnumerable<LabelledMemo> ReadFile(string path) =>
        File.ReadLines(path)
            .Where(line => !string.IsNullOrWhiteSpace(line))
            .Select(line => JsonSerializer.Deserialize<LabelledMemo>(line, JsonSerializerOptions.Web) ?? throw new InvalidDataException($"{path} has an empty line."));
}

/// <summary>A contact as labelled; what was not said is null or empty.</summary>
internal sealed record LabelledContact(
    string? Name, string? Company, string? Position, string? Discussion, string? ContactType, string? Priority, IReadOnlyList<string>? ActionItems);
