using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Api.Progress;
using RoiApp.Api.Reports;

namespace RoiApp.Api.Workflows.Contacts;

/// <summary>Changes a contact of a report, unless somebody else did meanwhile.</summary>
internal sealed class ContactEditing(RoiDb db, WorkflowChanges changes)
{
    /// <exception cref="ProblemException">There is no such contact.</exception>
    public async Task<Contact> ReadAsync(Guid id, int index, CancellationToken ct) =>
        await db.Contacts.AsNoTracking().Include(c => c.ActionItems)
            .SingleOrDefaultAsync(c => c.WorkflowId == id && c.Index == index && db.Workflows.Any(w => w.Id == id && w.Owner == Owner.Local), ct)
        ?? throw Missing(id, index);

    /// <param name="isCurrent">Whether the version that is there is one that the caller has seen.</param>
    /// <returns>The contact as it is now.</returns>
    /// <exception cref="ProblemException">There is no such contact, or it has changed.</exception>
    public async Task<Contact> ChangeAsync(Guid id, int index, ContactPatch patch, Func<string, bool> isCurrent, CancellationToken ct)
    {
        await using var change = await changes.BeginAsync(db, id, ct) ?? throw ProblemType.WorkflowNotFound.Because($"There is no workflow {id}. It may have been deleted.");
        if (change.Workflow.Owner != Owner.Local)
        {
            throw ProblemType.WorkflowNotFound.Because($"There is no workflow {id}. It may have been deleted.");
        }
        var contacts = await db.Contacts.Include(c => c.ActionItems).Where(c => c.WorkflowId == id).ToListAsync(ct);
        var contact = contacts.Find(c => c.Index == index) ?? throw Missing(id, index);
        if (!isCurrent(ContactVersion.Of(contact)))
        {
            throw ProblemType.StaleVersion.Because("The contact has changed since you read it. Read it again, look at what changed, and send your change with its new ETag.");
        }
        var (before, after) = (new ContactDraft(contact), new ContactDraft(contact));
        patch.Apply(after);
        var changed = ContactDraft.Fields.Where(f => before[f] != after[f]).ToList();
        if (changed.Count == 0)
        {
            return contact;
        }
        after.WriteTo(contact);
        contact.EditedAt = change.Now;
        // The first edit of a field remembers what the engine had read; later ones have only a person's word to replace.
        contact.Edits = [.. contact.Edits.Where(e => !changed.Contains(e.Field)),
            .. changed.Select(f => new ContactEdit(f, change.Now, contact.Edits.FirstOrDefault(e => e.Field == f) is { } earlier ? earlier.Heard : before[f]))];
        change.SayReport(Resources.Report(id, contacts), $"{contact.Name ?? contact.Company ?? $"Contact {index + 1}"} was edited.");
        if (change.Workflow.Status.IsFinal())
        {
            change.SayStatus("Edited."); // The last event of a workflow at rest is always its status.
        }
        await change.CommitAsync(ct);
        return contact;
    }

    private static ProblemException Missing(Guid id, int index) =>
        ProblemType.ContactNotFound.Because($"Workflow {id} has no contact {index}. Its report may have changed, or it may have been deleted.");
}
