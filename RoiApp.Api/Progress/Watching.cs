using System.Runtime.CompilerServices;

namespace RoiApp.Api.Progress;

/// <summary>One contract for all channels: what was missed from the log, then live events; never a gap, never a duplicate.</summary>
internal sealed class Watching(EventFeed feed, EventLog log, OwnerLog ownerLog, IHostApplicationLifetime lifetime)
{
    /// <summary>The events after <paramref name="after"/>, then live ones, until the workflow's last.</summary>
    /// <param name="after">Seq of the last event that the watcher has; 0 for all.</param>
    public IAsyncEnumerable<LiveEvent> WatchAsync(Guid workflowId, long after, CancellationToken ct) => WatchAsync(new WorkflowLine(workflowId, feed, log), after, ct);

    /// <summary>All of the owner's events after <paramref name="after"/>, then live ones, without end.</summary>
    /// <param name="after">Position of the last event that the watcher has; 0 for all.</param>
    public IAsyncEnumerable<LiveEvent> WatchOwnerAsync(string owner, long after, CancellationToken ct) => WatchAsync(new OwnerLine(owner, feed, ownerLog), after, ct);

    private async IAsyncEnumerable<LiveEvent> WatchAsync(EventLine line, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        // An open stream must not hold up a server that goes down: the watcher comes back and resumes.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        ct = either.Token;

        // Listening begins before the log is read: what is committed in between arrives both ways and is told once.
        using var watcher = line.Listen();
        var given = after;
        var doubtful = after > 0; // Whoever names a number that was never reached has another line's.
        while (true)
        {
            var (behind, over) = (true, false);
            while (behind)
            {
                var page = await line.ReadAsync(given, ct);
                if (page.Broken || (doubtful && page.Ahead))
                {
                    if (await line.SnapshotAsync(ct) is not { } snapshot)
                    {
                        yield break;
                    }
                    yield return snapshot;
                    (given, doubtful) = (snapshot.Number, false);
                    continue;
                }
                foreach (var e in page.Events)
                {
                    yield return e;
                    given = e.Number;
                }
                (given, behind, over, doubtful) = (page.Reaches, page.More, page.Over, false);
            }
            if (over)
            {
                yield break;
            }

            while (!behind)
            {
                var offered = await watcher.TakeAsync(ct);
                foreach (var e in offered.Events)
                {
                    if (e.Number <= given)
                    {
                        continue;
                    }
                    if (e.Number > given + 1)
                    {
                        break; // A gap: the log has it.
                    }
                    yield return e;
                    given = e.Number;
                    behind |= line.MayBeLast(e);
                }
                foreach (var e in offered.Passing.Where(e => line.Follows(e, given) && offered.Head <= given))
                {
                    yield return e;
                }
                behind |= offered.Head > given;
            }
        }
    }
}
