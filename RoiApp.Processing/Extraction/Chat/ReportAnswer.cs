using System.Text.Json;
using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Extraction.Chat;

/// <summary>Reads a model's report and holds every word of it against the transcript: what was not said is a problem, not a value.</summary>
internal sealed class ReportAnswer(SpokenWords spoken)
{
    private const int MostContacts = 50;
    private const int MostItems = 100;
    private const int MostProblems = 20;

    private static readonly string[] s_fields = ["name", "company", "position", "discussion", "contactType", "priority", "actionItems"];
    private static readonly Dictionary<string, ContactType> s_types = new(StringComparer.Ordinal) { ["prospective"] = ContactType.Prospective, ["existing"] = ContactType.Existing };
    private static readonly Dictionary<string, Priority> s_priorities = new(StringComparer.Ordinal) { ["high"] = Priority.High, ["medium"] = Priority.Medium, ["low"] = Priority.Low };

    private readonly List<string> _problems = [];

    /// <summary>What is wrong, each with its place; empty when the report can be used.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public Report Read(string answer, string language)
    {
        var report = new Report { Language = language };
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (Object(json.RootElement, "the answer", ["contacts"]) is { } root && List(root, "contacts", "contacts", MostContacts) is { } contacts)
            {
                report.Contacts.AddRange(contacts.Select((contact, i) => ToContact(contact, i)));
            }
        }
        catch (JsonException e)
        {
            Problem("the answer", $"is not JSON ({e.Message})");
        }
        return report;
    }

    private Contact ToContact(JsonElement json, int index)
    {
        var contact = new Contact { Index = index };
        var at = $"contacts[{index}]";
        if (Object(json, at, s_fields) is not { } fields)
        {
            return contact;
        }
        contact.Name = Said(contact, fields, "name", at);
        contact.Company = Said(contact, fields, "company", at);
        contact.Position = Said(contact, fields, "position", at);
        ReadDiscussion(contact, fields, at);
        contact.ContactType = Kind(contact, fields, "contactType", at, s_types);
        contact.Priority = Kind(contact, fields, "priority", at, s_priorities);
        foreach (var (text, quote) in Passages(fields, "actionItems", at))
        {
            contact.ActionItems.Add(new ActionItem { Text = text, Evidence = quote.As("actionItems") });
        }
        if (contact.Evidence.Count + contact.ActionItems.Count == 0)
        {
            Problem(at, "says nothing: leave it out");
        }
        return contact;
    }

    private void ReadDiscussion(Contact contact, JsonElement fields, string at)
    {
        var topics = Passages(fields, "discussion", at);
        if (topics.Count > 0)
        {
            contact.Discussion = string.Join("; ", topics.Select(topic => topic.Text));
            var evidence = topics[0].Quote.As("discussion");
            evidence.Quote = string.Join("; ", topics.Select(topic => topic.Quote.Text));
            evidence.EndMs = topics.Max(topic => topic.Quote.EndMs);
            contact.Evidence.Add(evidence);
        }
    }

    private string? Said(Contact contact, JsonElement fields, string field, string at)
    {
        var value = fields.GetProperty(field);
        if (value.ValueKind == JsonValueKind.Null || Quoted(value, $"{at}.{field}") is not { } said)
        {
            return null;
        }
        contact.Evidence.Add(said.Quote.As(field));
        return said.Text;
    }

    private T Kind<T>(Contact contact, JsonElement fields, string field, string at, Dictionary<string, T> known)
        where T : struct, Enum
    {
        var value = fields.GetProperty(field);
        if (value.ValueKind == JsonValueKind.Null || Object(value, $"{at}.{field}", ["value", "quote"]) is not { } kind)
        {
            return default;
        }
        if (kind.GetProperty("value") is not { ValueKind: JsonValueKind.String } word || !known.TryGetValue(word.GetString()!, out var read))
        {
            Problem($"{at}.{field}.value", $"is none of {string.Join(", ", known.Keys)}");
            return default;
        }
        if (Quoted(kind.GetProperty("quote"), $"{at}.{field}.quote") is not { } said)
        {
            return default;
        }
        contact.Evidence.Add(said.Quote.As(field));
        return read;
    }

    private List<(string Text, Quote Quote)> Passages(JsonElement fields, string field, string at) =>
        [.. (List(fields, field, $"{at}.{field}", MostItems) ?? []).Select((item, i) => Quoted(item, $"{at}.{field}[{i}]")).OfType<(string, Quote)>()];

    private (string Text, Quote Quote)? Quoted(JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Problem(at, $"is not text but {value.ValueKind}");
            return null;
        }
        var text = value.GetString()!.Trim();
        if (spoken.Find(text) is not { } quote)
        {
            Problem(at, $"\"{(text.Length > 80 ? text[..80] + "…" : text)}\" was not said in these words");
            return null;
        }
        // The model may know better which letters are capitals, and nothing else.
        return (string.Equals(text, quote.Text, StringComparison.OrdinalIgnoreCase) ? text : quote.Text, quote);
    }

    private JsonElement? Object(JsonElement json, string at, string[] fields)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Problem(at, $"is no object but {json.ValueKind}");
            return null;
        }
        var given = json.EnumerateObject().Select(field => field.Name).ToList();
        foreach (var name in given.Except(fields))
        {
            Problem(at, $"has an unknown field \"{(name.Length > 40 ? name[..40] : name)}\"");
        }
        foreach (var name in fields.Except(given))
        {
            Problem(at, $"lacks the field \"{name}\"");
        }
        return fields.All(given.Contains) ? json : null;
    }

    private List<JsonElement>? List(JsonElement fields, string field, string at, int most)
    {
        var value = fields.GetProperty(field);
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > most)
        {
            Problem(at, value.ValueKind == JsonValueKind.Array ? $"has more than {most} items" : $"is no list but {value.ValueKind}");
            return null;
        }
        return [.. value.EnumerateArray()];
    }

    private void Problem(string at, string what)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add($"{at} {what}");
        }
    }
}
