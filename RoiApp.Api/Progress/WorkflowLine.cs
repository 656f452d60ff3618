using RoiApp.Api.Data;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>The events of one workflow, by seq; over with the workflow's last.</summary>
internal sealed class WorkflowLine(Guid workflowId, EventFeed feed, EventLog log) : EventLine
{
    private const int PageSize = 256;

    public override Watcher Listen() => feed.Watch(workflowId);

    public override async Task<LinePage> ReadAsync(long after, CancellationToken ct)
    {
        var page = await log.ReadAsync(workflowId, after, PageSize, ct);
        return new(page.ConvertAll(e => new LiveEvent(e.Seq, e)), page.Count == 0 ? after : page[^1].Seq, page.Count == PageSize, page is [var first, ..] && first.Seq > after + 1);
    }

    public override async Task<LiveEvent?> SnapshotAsync(CancellationToken ct) =>
        await log.SnapshotAsync(workflowId, ct) is { } snapshot ? new(snapshot.Seq, snapshot) : null;

    public override async Task<bool> IsAheadAsync(long after, CancellationToken ct) => await log.HeadAsync(workflowId, ct) is { } head && head.LastSeq < after;

    // A final status is the last event only if nobody has asked for a retry since.
    public override async Task<bool> IsOverAsync(long given, CancellationToken ct) =>
        await log.HeadAsync(workflowId, ct) is not { } head || (head.Status.IsFinal() && head.LastSeq <= given);

    public override bool MayBeLast(LiveEvent e) => IsFinal(e.Event);

    public override bool Follows(LiveEvent passing, long given) => passing.Number == given;

    private static bool IsFinal(EventResource e) =>
        e.Type == EventTypes.WorkflowStatus
        && e.Data is { } data
        && Words.TryParse<WorkflowStatus>(data.GetProperty("status").GetString(), out var status)
        && status.IsFinal();
}
