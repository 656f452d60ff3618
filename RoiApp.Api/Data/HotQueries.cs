using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace RoiApp.Api.Data;

/// <summary>The reads that are asked for all the time, compiled once a model: EF then builds, hashes and looks up no expression for each.</summary>
/// <remarks>Any number of threads at once; each with a context of its own.</remarks>
internal sealed class HotQueries
{
    // A compiled query is one model's, and each of the two databases has its own.
    private static readonly ConditionalWeakTable<IModel, HotQueries> s_byModel = [];

    private readonly Func<RoiDb, Guid, string, CancellationToken, Task<Workflow?>> _workflow = EF.CompileAsyncQuery((RoiDb db, Guid id, string owner, CancellationToken ct) =>
        db.Workflows.AsNoTracking().Include(w => w.Steps).SingleOrDefault(w => w.Id == id && w.Owner == owner));

    private readonly Func<RoiDb, Guid, string, CancellationToken, Task<LogHead?>> _head = EF.CompileAsyncQuery((RoiDb db, Guid id, string owner, CancellationToken ct) =>
        db.Workflows.Where(w => w.Id == id && w.Owner == owner).Select(w => new LogHead(w.Id, w.LastSeq, w.Status)).SingleOrDefault());

    private readonly Func<RoiDb, Guid, string, long, int, IAsyncEnumerable<LogRow>> _log = EF.CompileAsyncQuery((RoiDb db, Guid id, string owner, long after, int atMost) => (
        from workflow in db.Workflows
        where workflow.Id == id && workflow.Owner == owner
        from e in db.Events.Where(e => e.WorkflowId == workflow.Id && e.Seq > after).DefaultIfEmpty()
        orderby e.Seq
        select new LogRow(workflow.LastSeq, workflow.Status, e)).Take(atMost).AsNoTracking());

    private readonly Func<RoiDb, string, long, int, IAsyncEnumerable<FeedRow>> _feed = EF.CompileAsyncQuery((RoiDb db, string owner, long after, int atMost) => (
        from head in db.FeedHeads
        where head.Owner == owner
        from entry in db.FeedEntries.Where(f => f.Owner == owner && f.Position > after).OrderBy(f => f.Position).Take(atMost).DefaultIfEmpty()
        orderby entry.Position
        select new FeedRow(head.Position, head.Forgotten, entry)).AsNoTracking());

    private readonly Func<RoiDb, string, long, long, IAsyncEnumerable<FedEvent>> _fed = EF.CompileAsyncQuery((RoiDb db, string owner, long after, long upTo) => (
        from entry in db.FeedEntries.Where(f => f.Owner == owner && f.Position > after && f.Position <= upTo)
        join e in db.Events on entry.WorkflowId equals e.WorkflowId
        where e.Seq > entry.Seq - entry.Events && e.Seq <= entry.Seq
        orderby entry.Position, e.Seq
        select new FedEvent(entry.Position, e)).AsNoTracking());

    private readonly Func<RoiDb, Guid, IAsyncEnumerable<Segment>> _segments = EF.CompileAsyncQuery((RoiDb db, Guid workflowId) =>
        db.Segments.Where(s => s.WorkflowId == workflowId).OrderBy(s => s.Index).AsNoTracking());

    private readonly Func<RoiDb, Guid, string, IAsyncEnumerable<FoundRow>> _found = EF.CompileAsyncQuery((RoiDb db, Guid id, string owner) => (
        from workflow in db.Workflows
        where workflow.Id == id && workflow.Owner == owner
        from step in db.Steps.Where(s => s.WorkflowId == workflow.Id)
        from contact in db.Contacts.Where(c => c.WorkflowId == workflow.Id).DefaultIfEmpty()
        from item in db.ActionItems.Where(i => i.WorkflowId == contact!.WorkflowId && i.ContactIndex == contact.Index).DefaultIfEmpty()
        let ahead = workflow.Status == WorkflowStatus.Queued ? db.QueuePlaces.Where(p => p.SubjectId == workflow.Id).Select(p => (int?)p.Ahead).FirstOrDefault() : null
        select new FoundRow(workflow, ahead, step, contact, item)).AsNoTrackingWithIdentityResolution());

    private readonly Func<RoiDb, string, CancellationToken, Task<long>> _position = EF.CompileAsyncQuery((RoiDb db, string owner, CancellationToken ct) =>
        db.FeedHeads.Where(h => h.Owner == owner).Select(h => h.Position).SingleOrDefault());

    private HotQueries()
    {
    }

    /// <summary>A workflow with its steps, untracked; null when there is none.</summary>
    public static Task<Workflow?> WorkflowAsync(RoiDb db, Guid id, CancellationToken ct) => Of(db)._workflow(db, id, Owner.Local, ct);

    /// <summary>Where a workflow stands; null when there is none.</summary>
    public static Task<LogHead?> HeadAsync(RoiDb db, Guid workflowId, CancellationToken ct) => Of(db)._head(db, workflowId, Owner.Local, ct);

    /// <summary>Where a workflow stands, with its events after a seq, in order: one row without an event when there are none, no row when there is no workflow.</summary>
    public static ValueTask<List<LogRow>> LogAsync(RoiDb db, Guid id, long after, int atMost, CancellationToken ct) => Of(db)._log(db, id, Owner.Local, after, atMost).ToListAsync(ct);

    /// <summary>How far an owner's feed reaches, with its entries after a position, in order: one row without an entry when there are none, no row before the first event of all.</summary>
    public static ValueTask<List<FeedRow>> FeedAsync(RoiDb db, string owner, long after, int atMost, CancellationToken ct) => Of(db)._feed(db, owner, after, atMost).ToListAsync(ct);

    /// <summary>The events of an owner's entries between two positions, in order.</summary>
    public static ValueTask<List<FedEvent>> FedAsync(RoiDb db, string owner, long after, long upTo, CancellationToken ct) => Of(db)._fed(db, owner, after, upTo).ToListAsync(ct);

    /// <summary>The transcript, in order.</summary>
    public static ValueTask<List<Segment>> SegmentsAsync(RoiDb db, Guid workflowId, CancellationToken ct) => Of(db)._segments(db, workflowId).ToListAsync(ct);

    /// <summary>
    /// A workflow with its place in the queue, and all it found but the transcript: steps and contacts are few, so one query brings each step with each contact and action item.
    /// By plain joins, for which SQLite uses its indexes.
    /// </summary>
    public static ValueTask<List<FoundRow>> FoundAsync(RoiDb db, Guid id, CancellationToken ct) => Of(db)._found(db, id, Owner.Local).ToListAsync(ct);

    /// <summary>Position of an owner's newest event; 0 while there is none.</summary>
    public static Task<long> PositionAsync(RoiDb db, string owner, CancellationToken ct) => Of(db)._position(db, owner, ct);

    private static HotQueries Of(RoiDb db) => s_byModel.GetValue(db.Model, static _ => new());
}

/// <param name="LastSeq">Sequence number of the newest event.</param>
internal sealed record LogHead(Guid WorkflowId, long LastSeq, WorkflowStatus Status);

/// <summary>One of the rows of <see cref="HotQueries.LogAsync"/>.</summary>
internal sealed record LogRow(long LastSeq, WorkflowStatus Status, WorkflowEvent? Event);

/// <summary>One of the rows of <see cref="HotQueries.FeedAsync"/>.</summary>
internal sealed record FeedRow(long Position, long Forgotten, FeedEntry? Entry);

/// <summary>One of the rows of <see cref="HotQueries.FedAsync"/>.</summary>
/// <param name="Entry">Position of its entry.</param>
internal sealed record FedEvent(long Entry, WorkflowEvent Event);

/// <summary>One of the rows of <see cref="HotQueries.FoundAsync"/>: entities that are the same are the same object in all of them.</summary>
internal sealed record FoundRow(Workflow Workflow, int? Ahead, WorkflowStep Step, Contact? Contact, ActionItem? Item);
