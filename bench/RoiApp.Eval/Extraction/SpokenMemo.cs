using System.Text.Json;
using System.Text.Json.Serialization;
using RoiApp.Contracts.V1;

namespace RoiApp.Eval.Extraction;

/// <summary>What should be read from a recording: an entry of the <c>memos.json</c> beside its manifest.</summary>
/// <param name="Slots">
/// <c>name, company, position, discussion, type, priority, actions</c>. A slot of null was not said; one that is not there was not labelled, and counts neither way.
/// </param>
internal sealed record SpokenMemo(string Id, IReadOnlyDictionary<string, JsonElement> Slots)
{
    public const string FileName = "memos.json";

    public static IReadOnlyDictionary<string, SpokenMemo> Read(string path)
    {
        using var file = File.OpenRead(path);
        return (JsonSerializer.Deserialize<List<SpokenMemo>>(file, JsonSerializerOptions.Web) ?? []).ToDictionary(memo => memo.Id, StringComparer.Ordinal);
    }

    [JsonIgnore]
    public string? Name => Text("name");

    [JsonIgnore]
    public string? Company => Text("company");

    public LabelledMemo AsLabelled(string language, string kind, string text) => new(
        Id, language, kind, text,
        [new LabelledContact(Name, Company, Text("position"), Text("discussion"), Text("type"), Text("priority"), Slots.TryGetValue("actions", out var actions) ? [.. actions.EnumerateArray().Select(one => one.GetString() ?? "")] : [])]);

    /// <summary>The report without the fields that nobody labelled.</summary>
    public Report Labelled(Report report)
    {
        var rest = report.Clone();
        foreach (var contact in rest.Contacts)
        {
            if (!Slots.ContainsKey("discussion"))
            {
                contact.Discussion = null;
            }
            if (!Slots.ContainsKey("position"))
            {
                contact.Position = null;
            }
            if (!Slots.ContainsKey("actions"))
            {
                contact.ActionItems.Clear();
            }
        }
        return rest;
    }

    private string? Text(string slot) => Slots.TryGetValue(slot, out var value) ? value.GetString() : null;
}
