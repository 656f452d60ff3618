using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>What one transaction added to the log, or what passes, as the feed tells it and as replicas tell one another.</summary>
/// <param name="Seq">Of the last of its events.</param>
/// <param name="Position">Of the last of its events on the owner's feed; with what passes, how far that feed is known to reach.</param>
/// <param name="Count">How many positions it takes up to there; 0 for what passes.</param>
/// <param name="Events">In order; null when they were too large to carry: they are read from the log.</param>
internal sealed record Notice(string Owner, Guid WorkflowId, long Seq, long Position, int Count, IReadOnlyList<EventResource>? Events)
{
    /// <summary>Position before its first event.</summary>
    public long After => Position - Count;

    public bool IsDeletion => Events is [{ Type: EventTypes.WorkflowDeleted }];
}
