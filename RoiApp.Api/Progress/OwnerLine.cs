namespace RoiApp.Api.Progress;

/// <summary>All events of an owner, by position; never over.</summary>
internal sealed class OwnerLine(string owner, EventFeed feed, OwnerLog log) : EventLine
{
    public override Watcher Listen() => feed.WatchOwner(owner);

    public override Task<LinePage> ReadAsync(long after, CancellationToken ct) => log.ReadAsync(owner, after, ct);

    public override async Task<LiveEvent?> SnapshotAsync(CancellationToken ct) => await log.SnapshotAsync(owner, ct);

    public override bool MayBeLast(LiveEvent e) => false;

    // Its number says how far the feed reached when it was said.
    public override bool Follows(LiveEvent passing, long given) => passing.Number <= given;
}
