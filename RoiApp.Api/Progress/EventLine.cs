namespace RoiApp.Api.Progress;

/// <summary>A numbered line of events that can be watched: one workflow's by seq, or all of an owner's by position.</summary>
internal abstract class EventLine
{
    public abstract Watcher Listen();

    /// <summary>The next events of the log.</summary>
    public abstract Task<LinePage> ReadAsync(long after, CancellationToken ct);

    /// <summary>All that is known, as one event; null when there is nothing (any more).</summary>
    public abstract Task<LiveEvent?> SnapshotAsync(CancellationToken ct);

    /// <summary>Whether <paramref name="after"/> is a number that the line has not come to: it was another line's.</summary>
    public abstract Task<bool> IsAheadAsync(long after, CancellationToken ct);

    /// <summary>Whether nothing is to come after <paramref name="given"/>.</summary>
    public abstract Task<bool> IsOverAsync(long given, CancellationToken ct);

    /// <summary>Whether the line may end with this event: then <see cref="IsOverAsync"/> is asked.</summary>
    public abstract bool MayBeLast(LiveEvent e);

    /// <summary>Whether what passes belongs behind <paramref name="given"/>.</summary>
    public abstract bool Follows(LiveEvent passing, long given);
}

/// <param name="Events">In order, without a gap.</param>
/// <param name="Reaches">Everything up to this number is among them, or belongs to what was deleted.</param>
/// <param name="More">Whether to read on.</param>
/// <param name="Broken">Whether the log no longer reaches back that far.</param>
internal sealed record LinePage(IReadOnlyList<LiveEvent> Events, long Reaches, bool More, bool Broken = false);
