using RoiApp.Api.Data;

namespace RoiApp.Api.Workflows.Contacts;

/// <summary>The fields of a contact that people change.</summary>
internal sealed class ContactDraft(Contact contact)
{
    public static readonly IReadOnlyList<string> Fields = ["name", "company", "position", "discussion", "contactType", "priority", "actionItems", "tags"];

    public string? Name { get; set; } = contact.Name;

    public string? Company { get; set; } = contact.Company;

    public string? Position { get; set; } = contact.Position;

    public string? Discussion { get; set; } = contact.Discussion;

    public ContactType? ContactType { get; set; } = contact.ContactType;

    public Priority? Priority { get; set; } = contact.Priority;

    public IReadOnlyList<string> ActionItems { get; set; } = [.. contact.ActionItems.OrderBy(i => i.Index).Select(i => i.Text)];

    public IReadOnlyList<string> Tags { get; set; } = contact.Tags;

    /// <summary>A field as text: two are equal when these are. Lists a line an entry.</summary>
    public string? this[string field] => field switch
    {
        "name" => Name,
        "company" => Company,
        "position" => Position,
        "discussion" => Discussion,
        "contactType" => ContactType is { } type ? Words.Of(type) : null,
        "priority" => Priority is { } priority ? Words.Of(priority) : null,
        "actionItems" => ActionItems.Count == 0 ? null : string.Join('\n', ActionItems),
        "tags" => Tags.Count == 0 ? null : string.Join('\n', Tags),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No field of a contact."),
    };

    /// <summary>Takes a field over from another contact.</summary>
    public void Take(string field, ContactDraft from)
    {
        switch (field)
        {
            case "name": Name = from.Name; break;
            case "company": Company = from.Company; break;
            case "position": Position = from.Position; break;
            case "discussion": Discussion = from.Discussion; break;
            case "contactType": ContactType = from.ContactType; break;
            case "priority": Priority = from.Priority; break;
            case "actionItems": ActionItems = from.ActionItems; break;
            case "tags": Tags = from.Tags; break;
            default: throw new ArgumentOutOfRangeException(nameof(field), field, "No field of a contact.");
        }
    }

    /// <summary>Writes the draft into a contact. Of action items whose text stays, what else is known of them stays, too.</summary>
    public void WriteTo(Contact to)
    {
        (to.Name, to.Company, to.Position, to.Discussion, to.ContactType, to.Priority) = (Name, Company, Position, Discussion, ContactType, Priority);
        if (!to.Tags.SequenceEqual(Tags))
        {
            to.Tags = Tags;
        }
        var items = to.ActionItems;
        if (items.OrderBy(i => i.Index).Select(i => i.Text).SequenceEqual(ActionItems))
        {
            return;
        }
        var known = items.Select(i => (i.Text, i.Assignee, i.DueOn, i.Priority, i.Status, i.Evidence)).ToList();
        items.RemoveAll(i => i.Index >= ActionItems.Count);
        for (var i = 0; i < ActionItems.Count; i++)
        {
            var text = ActionItems[i];
            var item = items.Find(x => x.Index == i);
            if (item is null)
            {
                items.Add(item = new() { WorkflowId = to.WorkflowId, ContactIndex = to.Index, Index = i, Text = text });
            }
            var at = known.FindIndex(k => k.Text == text);
            var kept = at < 0 ? (text, null, null, null, ActionItemStatus.Open, null) : known[at];
            if (at >= 0)
            {
                known.RemoveAt(at); // Said twice, kept twice.
            }
            (item.Text, item.Assignee, item.DueOn, item.Priority, item.Status, item.Evidence) = kept;
        }
    }
}
