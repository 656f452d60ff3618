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

    /// <summary>All entries of a workflow.</summary>
    public static IEnumerable<SearchEntry> Of(Workflow workflow, IEnumerable<Segment> segments, IEnumerable<Contact> contacts) =>
        segments.SelectMany(s => (SearchEntry?[])[OfText(workflow, s), OfTranslation(workflow, s)]).OfType<SearchEntry>().Concat(contacts.Select(c => OfContact(workflow, c)));

    private static async Task IndexSegmentsAsync(RoiDb db, CancellationToken ct)
    {
        foreach (var entry in db.ChangeTracker.Entries<Segment>().Where(e => e.State is EntityState.Added or EntityState.Modified).ToList())
        {
            var (segment, isNew) = (entry.Entity, entry.State == EntityState.Added);
            var workflow = await WorkflowAsync(db, segment.WorkflowId, ct);
            if (isNew || entry.Property(s => s.Text).IsModified)
            {
                await PutAsync(db, replaces: !isNew, OfText(workflow, segment), ct);
            }
            var translation = entry.Property(s => s.Translation);
            if ((isNew || translation.IsModified) && OfTranslation(workflow, segment) is { } translated)
            {
                await PutAsync(db, replaces: !isNew && translation.OriginalValue is not null, translated, ct);
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
                await PutAsync(db, replaces: entry.State != EntityState.Added, OfContact(await WorkflowAsync(db, contact.WorkflowId, ct), contact), ct);
            }
        }
    }

    private static SearchEntry OfText(Workflow workflow, Segment s) => Entry(workflow, SearchKind.Segment, s.Index, s.Language, s.StartMs, s.Text);

    private static SearchEntry? OfTranslation(Workflow workflow, Segment s) =>
        s.Translation is { } text ? Entry(workflow, SearchKind.Translation, s.Index, workflow.TargetLanguage, s.StartMs, text) : null;

    private static SearchEntry OfContact(Workflow workflow, Contact c)
    {
        var heard = c.Evidence.OrderByDescending(e => e.Field == "name").ThenBy(e => e.StartMs).FirstOrDefault();
        return Entry(workflow, SearchKind.Contact, c.Index, workflow.Language, heard?.StartMs, Text(c));
    }

    private static string Text(Contact c) => string.Join(" · ",
        new[] { c.Name, c.Position, c.Company, c.Discussion }.Concat(c.ActionItems.OrderBy(i => i.Index).Select(i => i.Text)).Concat(c.Tags).Where(t => !string.IsNullOrWhiteSpace(t)));

    private static SearchEntry Entry(Workflow workflow, SearchKind kind, int index, string? language, long? startMs, string text)
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
