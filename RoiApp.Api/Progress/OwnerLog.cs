using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Caching;
using RoiApp.Api.Data;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>
/// The order over all of an owner's events. A transaction takes its positions last of all and holds the owner's head until it has committed: positions
/// become visible in their order and without a gap, which no sequence of the database can promise.
/// </summary>
internal sealed class OwnerLog(IServiceScopeFactory scopes)
{
    private const int EntriesAtOnce = 64;
    private const int WorkflowsInSnapshot = 100;

    /// <summary>Adds to the feed what the transaction wrote; answers the position of its last event. Nothing but the commit may follow.</summary>
    /// <param name="content">Whether segments, translations or contacts came, changed or went.</param>
    public static async Task<long> AppendAsync(RoiDb db, Workflow workflow, long seq, int events, bool content, bool deleted, DateTimeOffset at, CancellationToken ct)
    {
        // One round trip. On PostgreSQL the other replicas' caches hear of it with the commit, or not at all.
        const string Sql = """
            INSERT INTO feed_heads (owner, position, forgotten) VALUES ({0}, {1}, 0) ON CONFLICT (owner) DO UPDATE SET position = feed_heads.position + excluded.position;
            INSERT INTO feed_entries (owner, position, workflow_id, seq, events, deleted, at)
            SELECT owner, position, {2}, {3}, {1}, {4}, {5} FROM feed_heads WHERE owner = {0} RETURNING position AS "Value"
            """;
        const string Postgres = """
            INSERT INTO feed_heads (owner, position, forgotten) VALUES ({0}, {1}, 0) ON CONFLICT (owner) DO UPDATE SET position = feed_heads.position + excluded.position;
            WITH entry AS (
                INSERT INTO feed_entries (owner, position, workflow_id, seq, events, deleted, at)
                SELECT owner, position, {2}, {3}, {1}, {4}, {5} FROM feed_heads WHERE owner = {0} RETURNING position)
            SELECT position AS "Value" FROM entry, pg_notify({6}, {7} || position)
            """;
        if (deleted)
        {
            // Its events are gone; that it is gone is all there is to tell.
            await db.FeedEntries.Where(e => e.WorkflowId == workflow.Id).ExecuteDeleteAsync(ct);
        }
        object[] arguments = [workflow.Owner, events, workflow.Id, seq, deleted, db.AsParameter(at)];
        var positions = db is PostgresRoiDb
            ? await db.Database.SqlQueryRaw<long>(Postgres, [.. arguments, ChangeNotices.Channel, ChangeNotices.Word(workflow.Owner, workflow.Id, content)]).ToListAsync(ct)
            : await db.Database.SqlQueryRaw<long>(Sql, arguments).ToListAsync(ct);
        return positions.Single();
    }

    /// <summary>Position of the newest event; 0 while there is none.</summary>
    public async Task<long> PositionAsync(string owner, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await HotQueries.PositionAsync(Db(scope), owner, ct);
    }

    /// <summary>The events after a position, a page of them.</summary>
    public async Task<LinePage> ReadAsync(string owner, long after, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Db(scope);
        var page = await ReadAsync(db, owner, after, ct);
        // A workflow that was deleted while the page was read takes its entries with it. What is missing still is missing for good.
        return page.Broken ? await ReadAsync(db, owner, after, ct) : page;
    }

    /// <summary>Which workflows have changed after a position, and how far each goes now; null when the feed no longer reaches back that far.</summary>
    public async Task<List<FeedEntry>?> EntriesAsync(string owner, long after, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Db(scope);
        var entries = await db.FeedEntries.AsNoTracking().Where(f => f.Owner == owner && f.Position > after).OrderBy(f => f.Position).Take(EntriesAtOnce).ToListAsync(ct);
        return after < await db.FeedHeads.Where(h => h.Owner == owner).Select(h => h.Forgotten).SingleOrDefaultAsync(ct) ? null : entries;
    }

    /// <summary>The owner's newest workflows in place of the events before: what follows may repeat a change that they show, and hides none.</summary>
    public async Task<LiveEvent> SnapshotAsync(string owner, CancellationToken ct)
    {
        var position = await PositionAsync(owner, ct);
        await using var scope = scopes.CreateAsyncScope();
        var newest = await Db(scope).Workflows.AsNoTracking().Include(w => w.Steps).Where(w => w.Owner == owner)
            .OrderByDescending(w => w.CreatedAt).ThenByDescending(w => w.Id).Take(WorkflowsInSnapshot + 1).ToListAsync(ct);
        var snapshot = new FeedSnapshotResource([.. newest.Take(WorkflowsInSnapshot).Select(w => Resources.Of(w))], newest.Count > WorkflowsInSnapshot);
        var at = newest.Count == 0 ? DateTimeOffset.UnixEpoch : newest.Max(w => w.UpdatedAt);
        return At(position, new(0, Guid.Empty, at, EventTypes.Snapshot, null, null, null, JsonSerializer.SerializeToElement(snapshot, ApiJson.Default.FeedSnapshotResource)));
    }

    public static EventResource Deletion(Guid workflowId, long seq, DateTimeOffset at) => new(seq, workflowId, at, EventTypes.WorkflowDeleted, null, null, null, null);

    private static async Task<LinePage> ReadAsync(RoiDb db, string owner, long after, CancellationToken ct)
    {
        var rows = await HotQueries.FeedAsync(db, owner, after, EntriesAtOnce, ct);
        var (position, forgotten) = rows is [var first, ..] ? (first.Position, first.Forgotten) : (0, 0);
        List<FeedEntry> entries = [.. rows.Select(r => r.Entry).OfType<FeedEntry>()];
        if (entries.Count == 0)
        {
            return new([], after, More: false) { Broken = after < forgotten, Ahead = position < after };
        }
        var rest = await HotQueries.FedAsync(db, owner, after, entries[^1].Position, ct);
        var byEntry = rest.ToLookup(r => r.Entry, r => r.Event);
        var events = new List<LiveEvent>(rest.Count);
        var broken = after < forgotten;
        foreach (var entry in entries)
        {
            List<EventResource> told = entry.Deleted ? [Deletion(entry.WorkflowId, entry.Seq, entry.At)] : [.. byEntry[entry.Position].Select(EventLog.Of)];
            broken |= told.Count < entry.Events;
            // The first of them may have been given already.
            events.AddRange(told.Select((e, i) => At(entry.Position - told.Count + 1 + i, e)).Where(e => e.Number > after));
        }
        return new(events, entries[^1].Position, entries.Count == EntriesAtOnce) { Broken = broken };
    }

    private static LiveEvent At(long position, EventResource e) => new(position, e with { Position = position });

    private static RoiDb Db(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<RoiDb>();
}
