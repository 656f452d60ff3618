namespace RoiApp.Api.Progress;

/// <summary>A numbered line of events that can be watched: one workflow's by seq, or all of an owner's by position.</summary>
internal abstract class EventLine
{
    public abstract Watcher Listen();

    /// <summary>The next events of the log, and where the line stands, of one moment.</summary>
    public abstract Task<LinePage> ReadAsync(long after, CancellationToken ct);

    /// <summary>All that is known, as one event; null when there is nothing (any more).</summary>
    public abstract Task<LiveEvent?> SnapshotAsync(CancellationToken ct);

    /// <summary>Whether the line may end with this event: the log says whether it does.</summary>
    public abstract bool MayBeLast(LiveEvent e);

    /// <summary>Whether what passes belongs behind <paramref name="given"/>.</summary>
    public abstract bool Follows(LiveEvent passing, long given);
}

/// <param name="Events">In order, without a gap.</param>
/// <param name="Reaches">Everything up to this number is among them, or belongs to what was deleted.</param>
/// <param name="More">Whether to read on.</param>
internal sealed record LinePage(IReadOnlyList<LiveEvent> Events, long Reaches, bool More)
{
    /// <summary>Whether the log no longer reaches back that far.</summary>
    public bool Broken { get; init; }

    /// <summary>Whether the number asked for is one that the line has not come to: it was another line's.</summary>
    public bool Ahead { get; init; }

    /// <summary>Whether nothing is to come after this page.</summary>
    public bool Over { get; init; }
}
