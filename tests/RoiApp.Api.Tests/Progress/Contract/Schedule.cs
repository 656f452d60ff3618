namespace RoiApp.Api.Tests.Progress.Contract;

/// <summary>What happens to one workflow and to those who watch it, drawn from a seed: the same seed, the same schedule.</summary>
/// <param name="Writes">Transactions; after the last one the workflow has ended.</param>
/// <param name="Watchers">One for each channel.</param>
internal sealed record Schedule(int Seed, IReadOnlyList<Write> Writes, IReadOnlyList<WatcherPlan> Watchers)
{
    public const int Replicas = 2;

    public static Schedule From(int seed, IReadOnlyList<WatchedBy> channels)
    {
        var random = new Random(seed);
        var writes = Enumerable.Range(0, random.Next(1, 7)).Select(_ => new Write(
            random.Next(Replicas),
            Events: random.Next(1, 5),
            Passing: random.Next(0, 3),
            // Live for some of them, replayed to others: the writer goes on once this one has caught up, or at once.
            AwaitedBy: random.Next(3) == 0 ? random.Next(channels.Count) : null)).ToList();
        var watchers = channels.Select(channel => new WatcherPlan(
            channel,
            BeginsAfterWrite: random.Next(3) == 0 ? random.Next(writes.Count) : -1,
            [.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => new Visit(random.Next(Replicas), LeavesAfter: random.Next(0, 7)))],
            StaysAt: random.Next(Replicas))).ToList();
        // A writer who waits for somebody who waits for a later write would wait for good.
        return new(seed, [.. writes.Select((w, i) => w.AwaitedBy is { } by && watchers[by].BeginsAfterWrite >= i ? w with { AwaitedBy = null } : w)], watchers);
    }
}

/// <summary>A transaction of so many events by one of the replicas, followed by so much that passes.</summary>
internal sealed record Write(int Replica, int Events, int Passing, int? AwaitedBy);

/// <summary>When a watcher comes, how often it breaks off, and where it comes back.</summary>
internal sealed record WatcherPlan(WatchedBy Channel, int BeginsAfterWrite, IReadOnlyList<Visit> Visits, int StaysAt);

/// <summary>A connection that is broken off after so many state events.</summary>
internal sealed record Visit(int Replica, int LeavesAfter);

internal enum WatchedBy
{
    Sse,
    WebSocket,
    Grpc,
}
