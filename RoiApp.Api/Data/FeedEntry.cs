namespace RoiApp.Api.Data;

/// <summary>What one transaction added to an owner's feed: events of one workflow, at positions without a gap.</summary>
internal sealed class FeedEntry
{
    public required string Owner { get; init; }

    /// <summary>Position of the last of its events; those before it have the positions before.</summary>
    public required long Position { get; init; }

    /// <summary>No reference: the entry that tells of a deletion outlives its workflow.</summary>
    public required Guid WorkflowId { get; init; }

    /// <summary>Seq of the last of its events.</summary>
    public required long Seq { get; init; }

    /// <summary>How many there are.</summary>
    public required int Events { get; init; }

    /// <summary>Whether it tells that the workflow was deleted.</summary>
    public required bool Deleted { get; init; }

    public required DateTimeOffset At { get; init; }
}
