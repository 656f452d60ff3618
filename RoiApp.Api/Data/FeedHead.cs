namespace RoiApp.Api.Data;

/// <summary>How far an owner's feed reaches. The row is written last in every transaction that adds events: its lock puts an owner's commits into one order.</summary>
internal sealed class FeedHead
{
    public required string Owner { get; init; }

    /// <summary>Position of the newest event.</summary>
    public long Position { get; init; }

    /// <summary>Events up to this position are no longer listed.</summary>
    public long Forgotten { get; init; }
}
