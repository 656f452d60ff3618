using System.Runtime.CompilerServices;
using RoiApp.Api.Data;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>One contract for all channels: what was missed from the log, then live events; never a gap, never a duplicate.</summary>
internal sealed class Watching(EventFeed feed, EventLog log, IHostApplicationLifetime lifetime)
{
    private const int PageSize = 256;

    /// <summary>The events after <paramref name="after"/>, then live ones, until the workflow's last.</summary>
    /// <param name="after">Seq of the last event that the watcher has; 0 for all.</param>
    public async IAsyncEnumerable<EventResource> WatchAsync(Guid workflowId, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        // An open stream must not hold up a server that goes down: the watcher comes back and resumes.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        ct = either.Token;

        // Listening begins before the log is read: what is committed in between arrives both ways and is told once.
        using var watcher = feed.Watch(workflowId);
        var given = after;
        var behind = true;
        if (await log.HeadAsync(workflowId, ct) is { } head && head.LastSeq < after)
        {
            if (await log.SnapshotAsync(workflowId, ct) is not { } snapshot)
            {
                yield break;
            }
            yield return snapshot;
            given = snapshot.Seq;
        }

        while (true)
        {
            while (behind)
            {
                var page = await log.ReadAsync(workflowId, given, PageSize, ct);
                if (page is [var first, ..] && first.Seq > given + 1)
                {
                    // The log no longer reaches back that far.
                    if (await log.SnapshotAsync(workflowId, ct) is not { } snapshot)
                    {
                        yield break;
                    }
                    yield return snapshot;
                    given = snapshot.Seq;
                    continue;
                }
                foreach (var e in page)
                {
                    yield return e;
                    given = e.Seq;
                }
                behind = page.Count == PageSize;
            }
            if (await IsOverAsync(workflowId, given, ct))
            {
                yield break;
            }

            var more = true;
            while (more)
            {
                var offered = await watcher.TakeAsync(ct);
                foreach (var e in offered.Events.SkipWhile(e => e.Seq <= given))
                {
                    if (e.Seq == given + 1)
                    {
                        yield return e;
                        given = e.Seq;
                        more &= !IsLast(e);
                    }
                    else if (e.Seq > given)
                    {
                        break; // A gap: the log has it.
                    }
                }
                foreach (var e in offered.Passing.Where(e => e.Seq == given && offered.Head <= given))
                {
                    yield return e;
                }
                behind = offered.Head > given;
                more &= !behind;
            }
        }
    }

    // A final status is the last event only if nobody has asked for a retry since.
    private async Task<bool> IsOverAsync(Guid workflowId, long given, CancellationToken ct) =>
        await log.HeadAsync(workflowId, ct) is not { } head || (head.Status.IsFinal() && head.LastSeq <= given);

    private static bool IsLast(EventResource e) =>
        e.Type == EventTypes.WorkflowStatus
        && e.Data is { } data
        && Words.TryParse<WorkflowStatus>(data.GetProperty("status").GetString(), out var status)
        && status.IsFinal();
}
