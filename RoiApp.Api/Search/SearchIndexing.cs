using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using RoiApp.Api.Data;
using RoiApp.Api.Search.Terms;

namespace RoiApp.Api.Search;

/// <summary>
/// Writes the search entries of whatever is saved, with it and in its transaction: nothing is found that is not there, and the other way round.
/// What is deleted takes its entries along by triggers, since rows are deleted without being read.
/// </summary>
internal sealed class SearchIndexing : SaveChangesInterceptor
{
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is RoiDb db)
        {
            db.ChangeTracker.DetectChanges();
            await IndexSegmentsAsync(db, cancellationToken);
            await IndexContactsAsync(db, cancellationToken);
        }
        return result;
    }

    private static async Task IndexSegmentsAsync(RoiDb db, CancellationToken ct)
    {
        foreach (var entry in db.ChangeTracker.Entries<Segment>().Where(e => e.State is EntityState.Added or EntityState.Modified).ToList())
        {
            var segment = entry.Entity;
            var workflow = await WorkflowAsync(db, segment.WorkflowId, ct);
            if (entry.State == EntityState.Added || entry.Property(s => s.Text).IsModified)
            {
                await PutAsync(db, entry.State == EntityState.Modified, Of(workflow, SearchKind.Segment, segment.Index, segment.Language, segment.StartMs, segment.Text), ct);
            }
            var translation = entry.Property(s => s.Translation);
            if (segment.Translation is { } text && (entry.State == EntityState.Added || translation.IsModified))
            {
                var replaces = entry.State == EntityState.Modified && translation.OriginalValue is not null;
                await PutAsync(db, replaces, Of(workflow, SearchKind.Translation, segment.Index, workflow.TargetLanguage, segment.StartMs, text), ct);
            }
        }
    }

    private static async Task IndexContactsAsync(RoiDb db, CancellationToken ct)
    {
        var itemsOf = db.ChangeTracker.Entries<ActionItem>().Where(e => e.State != EntityState.Unchanged).Select(e => (e.Entity.WorkflowId, e.Entity.ContactIndex)).ToHashSet();
        foreach (var entry in db.ChangeTracker.Entries<Contact>().ToList())
        {
            var contact = entry.Entity;
            if (entry.State is EntityState.Added or EntityState.Modified || (entry.State == EntityState.Unchanged && itemsOf.Contains((contact.WorkflowId, contact.Index))))
            {
                var workflow = await WorkflowAsync(db, contact.WorkflowId, ct);
                var heard = contact.Evidence.OrderByDescending(e => e.Field == "name").ThenBy(e => e.StartMs).FirstOrDefault();
                await PutAsync(db, entry.State != EntityState.Added, Of(workflow, SearchKind.Contact, contact.Index, workflow.Language, heard?.StartMs, Text(contact)), ct);
            }
        }
    }

    private static string Text(Contact c) => string.Join(" · ",
        new[] { c.Name, c.Position, c.Company, c.Discussion }.Concat(c.ActionItems.OrderBy(i => i.Index).Select(i => i.Text)).Concat(c.Tags).Where(t => !string.IsNullOrWhiteSpace(t)));

    private static SearchEntry Of(Workflow workflow, SearchKind kind, int index, string? language, long? startMs, string text)
    {
        var primary = Stemmer.Primary(language);
        return new()
        {
            WorkflowId = workflow.Id,
            Kind = kind,
            Index = index,
            Owner = workflow.Owner,
            Language = primary,
            StartMs = startMs,
            Text = text,
            Terms = Stemmer.Terms(primary, text),
        };
    }

    private static async Task PutAsync(RoiDb db, bool replaces, SearchEntry entry, CancellationToken ct)
    {
        if (replaces)
        {
            await db.SearchEntries.Where(e => e.WorkflowId == entry.WorkflowId && e.Kind == entry.Kind && e.Index == entry.Index).ExecuteDeleteAsync(ct);
        }
        db.SearchEntries.Add(entry);
    }

    // Whoever writes a segment or a contact holds its workflow: it is there without a query.
    private static async Task<Workflow> WorkflowAsync(RoiDb db, Guid id, CancellationToken ct) =>
        await db.Workflows.FindAsync([id], ct) ?? throw new InvalidOperationException($"Workflow {id} is not there, but something of it is written.");
}
