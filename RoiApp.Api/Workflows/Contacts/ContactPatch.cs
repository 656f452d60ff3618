using System.Text.Json;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Workflows.Contacts;

/// <summary>
/// A change to a contact as JSON merge patch (RFC 7396): what is named is set, null removes, what is not named stays. Lists are set as a whole.
/// </summary>
internal sealed class ContactPatch
{
    public const int MaxLine = 200;
    public const int MaxDiscussion = 5000;
    public const int MaxItem = 500;
    public const int MaxItems = 50;
    public const int MaxTag = 50;
    public const int MaxTags = 20;

    private readonly List<(string Field, Action<ContactDraft> Set)> _sets = [];

    private ContactPatch() { }

    /// <exception cref="ProblemException">A field is unknown or not valid; the problem names it.</exception>
    public static ContactPatch Parse(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw ProblemType.InvalidRequest.Because("Send a JSON object with the fields to change.");
        }
        var patch = new ContactPatch();
        foreach (var member in body.EnumerateObject())
        {
            patch._sets.Add((member.Name, Setter(member.Name, member.Value)));
        }
        return patch;
    }

    public void Apply(ContactDraft draft)
    {
        foreach (var (_, set) in _sets)
        {
            set(draft);
        }
    }

    private static Action<ContactDraft> Setter(string field, JsonElement value)
    {
        switch (field)
        {
            case "name":
                var name = Text(value, field, MaxLine, lines: false);
                return d => d.Name = name;
            case "company":
                var company = Text(value, field, MaxLine, lines: false);
                return d => d.Company = company;
            case "position":
                var position = Text(value, field, MaxLine, lines: false);
                return d => d.Position = position;
            case "discussion":
                var discussion = Text(value, field, MaxDiscussion, lines: true);
                return d => d.Discussion = discussion;
            case "contactType":
                var type = Word<ContactType>(value, field);
                return d => d.ContactType = type;
            case "priority":
                var priority = Word<Priority>(value, field);
                return d => d.Priority = priority;
            case "actionItems":
                var items = List(value, field, MaxItems, MaxItem);
                return d => d.ActionItems = items;
            case "tags":
                var tags = List(value, field, MaxTags, MaxTag).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
                return d => d.Tags = tags;
            default:
                var shown = new string([.. field.Where(c => !char.IsControl(c)).Take(40)]);
                throw ProblemType.InvalidField.Because($"'{shown}' cannot be changed. The fields are {string.Join(", ", ContactDraft.Fields)}.", shown);
        }
    }

    private static string? Text(JsonElement value, string field, int max, bool lines)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        if (value.ValueKind != JsonValueKind.String || !TryString(value, out var text))
        {
            throw ProblemType.InvalidField.Because($"'{field}' has to be text, or null for none.", field);
        }
        text = text.ReplaceLineEndings("\n").Trim();
        if (text.Length > max)
        {
            throw ProblemType.InvalidField.Because($"'{field}' has {text.Length} characters; at most {max} are taken.", field);
        }
        if (text.Any(c => char.IsControl(c) && !(lines && c == '\n')))
        {
            throw ProblemType.InvalidField.Because($"'{field}' holds control characters; use plain text{(lines ? "" : " on one line")}.", field);
        }
        return text.Length == 0 ? null : text;
    }

    private static T? Word<T>(JsonElement value, string field) where T : struct, Enum => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String when TryString(value, out var word) && Words.TryParse<T>(word, out var known) => known,
        _ => throw ProblemType.InvalidField.Because($"'{field}' has to be one of {Words.All<T>()}, or null for unknown.", field),
    };

    private static List<string> List(JsonElement value, string field, int maxCount, int maxLength)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw ProblemType.InvalidField.Because($"'{field}' has to be a list of texts, or null for none.", field);
        }
        if (value.GetArrayLength() > maxCount)
        {
            throw ProblemType.InvalidField.Because($"'{field}' has {value.GetArrayLength()} entries; at most {maxCount} are taken.", field);
        }
        return [.. value.EnumerateArray().Select(each => Text(each, field, maxLength, lines: false)).OfType<string>()];
    }

    // An escaped half of a surrogate pair is JSON, but no text.
    private static bool TryString(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
