namespace RoiApp.Api.Data;

/// <summary>One run over one recording or transcript.</summary>
internal sealed class Workflow
{
    public required Guid Id { get; init; }

    public required string Owner { get; init; }

    public required string Name { get; set; }

    /// <summary>As the user knows it, without any path.</summary>
    public required string FileName { get; init; }

    public required SourceKind Source { get; init; }

    public WorkflowStatus Status { get; private set; } = WorkflowStatus.Uploaded;

    /// <summary>BCP 47 tag; <c>auto</c> until detected.</summary>
    public required string Language { get; set; }

    /// <summary>BCP 47 tag, or null for no translation.</summary>
    public string? TargetLanguage { get; init; }

    public required Priority Priority { get; init; }

    /// <summary>Lower-case hex; the name of the content in the audio store.</summary>
    public required string AudioSha256 { get; init; }

    public required long AudioBytes { get; init; }

    /// <summary>Container as found by content, such as <c>wav</c>.</summary>
    public required string AudioFormat { get; set; }

    public long? DurationMs { get; set; }

    /// <summary>0 to 100.</summary>
    public double Progress { get; set; }

    /// <summary>Sequence number of the newest event.</summary>
    public long LastSeq { get; set; }

    /// <summary>Sequence number of the oldest event that is still kept.</summary>
    public long FirstSeq { get; set; } = 1;

    public string? ErrorCode { get; private set; }

    public string? ErrorMessage { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? CompletedAt { get; private set; }

    public List<WorkflowStep> Steps { get; init; } = [];

    /// <summary>The only way to change <see cref="Status"/>.</summary>
    /// <exception cref="InvalidTransitionException">The state machine has no such arrow.</exception>
    public void MoveTo(WorkflowStatus next, DateTimeOffset now)
    {
        Transitions.Check(Status, next);
        Status = next;
        UpdatedAt = now;
        CompletedAt = next.IsFinal() ? now : null;
        (ErrorCode, ErrorMessage) = (null, null);
        if (next == WorkflowStatus.Completed)
        {
            Progress = 100;
        }
    }

    /// <summary>Ends the run, keeping what its finished steps found.</summary>
    public void Fail(string code, string message, DateTimeOffset now)
    {
        MoveTo(WorkflowStatus.Failed, now);
        (ErrorCode, ErrorMessage) = (code, message);
    }

    public WorkflowStep Step(StepName name) => Steps.Single(s => s.Name == name);
}
