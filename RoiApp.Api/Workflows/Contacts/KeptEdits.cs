using RoiApp.Api.Data;
using RoiApp.Api.Search.Terms;

namespace RoiApp.Api.Workflows.Contacts;

/// <summary>Carries what people changed over into the report of a further run.</summary>
/// <remarks>
/// A contact is recognised by what the engine reads, not by what a person made of it: the same words lead to the same reading. First by name and
/// company, then by name, then by company alone (the name was misheard, before or now). Edited fields stay, all others are the new run's; an edited
/// contact that the new run does not know is kept behind the others.
/// </remarks>
internal static class KeptEdits
{
    /// <param name="before">The report so far, with action items.</param>
    /// <param name="found">What the new run found.</param>
    public static List<Contact> Over(IReadOnlyList<Contact> before, List<Contact> found)
    {
        var edited = before.Where(c => c.Edits.Count > 0).OrderBy(c => c.Index).ToList();
        var free = found.ToList();
        foreach (var same in (Func<Contact, Contact, bool>[])[SameNameAndCompany, SameName, SameCompany])
        {
            foreach (var old in edited.ToList())
            {
                if (free.Find(c => same(old, c)) is { } match)
                {
                    Carry(old, match);
                    edited.Remove(old);
                    free.Remove(match);
                }
            }
        }
        return [.. found, .. edited.Select((old, i) => Again(old, found.Count + i))];
    }

    private static bool SameNameAndCompany(Contact old, Contact found) => SameName(old, found) && Token.Key(Heard(old, "company")) == Token.Key(found.Company);

    private static bool SameName(Contact old, Contact found) => Token.Key(Heard(old, "name")) is { Length: > 0 } name && name == Token.Key(found.Name);

    private static bool SameCompany(Contact old, Contact found) => Token.Key(Heard(old, "company")) is { Length: > 0 } company && company == Token.Key(found.Company);

    private static string? Heard(Contact contact, string field) =>
        contact.Edits.FirstOrDefault(e => e.Field == field) is { } edit ? edit.Heard : new ContactDraft(contact)[field];

    private static void Carry(Contact from, Contact to)
    {
        var (edited, reading, merged) = (new ContactDraft(from), new ContactDraft(to), new ContactDraft(to));
        foreach (var edit in from.Edits)
        {
            merged.Take(edit.Field, edited);
        }
        merged.WriteTo(to);
        to.EditedAt = from.EditedAt;
        to.Edits = [.. from.Edits.Select(e => e with { Heard = reading[e.Field] })];
    }

    private static Contact Again(Contact old, int index) => new()
    {
        WorkflowId = old.WorkflowId,
        Index = index,
        Name = old.Name,
        Company = old.Company,
        Position = old.Position,
        Discussion = old.Discussion,
        ContactType = old.ContactType,
        Priority = old.Priority,
        Tags = old.Tags,
        Evidence = old.Evidence,
        EditedAt = old.EditedAt,
        Edits = old.Edits,
        ActionItems = [.. old.ActionItems.OrderBy(i => i.Index).Select((item, i) => new ActionItem
        {
            WorkflowId = old.WorkflowId,
            ContactIndex = index,
            Index = i,
            Text = item.Text,
            Assignee = item.Assignee,
            DueOn = item.DueOn,
            Priority = item.Priority,
            Status = item.Status,
            Evidence = item.Evidence,
        })],
    };
}
