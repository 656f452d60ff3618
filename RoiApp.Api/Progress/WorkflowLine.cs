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
        if (await log.ReadAsync(workflowId, after, PageSize, ct) is not var (lastSeq, status, events))
        {
            return new([], after, More: false) { Over = true };
        }
        var reaches = events.Count == 0 ? after : events[^1].Seq;
        return new(events.ConvertAll(e => new LiveEvent(e.Seq, e)), reaches, events.Count == PageSize)
        {
            Broken = events is [var first, ..] && first.Seq > after + 1,
            Ahead = lastSeq < after,
            // A final status is the last event only if nobody has asked for a retry since.
            Over = status.IsFinal() && lastSeq <= reaches,
        };
    }

    public override async Task<LiveEvent?> SnapshotAsync(CancellationToken ct) =>
        await log.SnapshotAsync(workflowId, ct) is { } snapshot ? new(snapshot.Seq, snapshot) : null;

    public override bool MayBeLast(LiveEvent e) => IsFinal(e.Event);

    public override bool Follows(LiveEvent passing, long given) => passing.Number == given;

    private static bool IsFinal(EventResource e) =>
        e.Type == EventTypes.WorkflowStatus
        && e.Data is { } data
        && Words.TryParse<WorkflowStatus>(data.GetProperty("status").GetString(), out var status)
        && status.IsFinal();
}
