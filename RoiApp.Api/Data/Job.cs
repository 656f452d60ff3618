namespace RoiApp.Api.Data;

/// <summary>The queue's row that drives a workflow. Never shown to people.</summary>
internal sealed class Job
{
    public required Guid Id { get; init; }

    /// <summary>Names the handler.</summary>
    public required string Kind { get; init; }

    /// <summary>What the handler works on; unique within the kind.</summary>
    public required Guid SubjectId { get; init; }

    public Priority Priority { get; set; }

    public JobState State { get; set; } = JobState.Available;

    /// <summary>Attempts spent. A claim spends one; giving the job back returns it.</summary>
    public int Attempt { get; set; }

    public int MaxAttempts { get; set; }

    /// <summary>Grows with every claim and never shrinks: writes of an older claim are refused by it.</summary>
    public long Fence { get; set; }

    /// <summary>Claims go by this, earliest first: when the job was queued, moved back for its priority and forth for the work it brings.</summary>
    public DateTimeOffset Rank { get; set; }

    /// <summary>Not to be claimed before; until then a put-back job is <see cref="JobState.Waiting"/>.</summary>
    public DateTimeOffset RunAt { get; set; }

    public string? LeasedBy { get; set; }

    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>Why the last attempt ended early, for operators.</summary>
    public string? LastError { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }
}
