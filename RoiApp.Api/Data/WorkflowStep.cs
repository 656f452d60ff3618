namespace RoiApp.Api.Data;

/// <summary>Transcription, translation or extraction within a workflow.</summary>
internal sealed class WorkflowStep
{
    public required Guid WorkflowId { get; init; }

    public required StepName Name { get; init; }

    public StepStatus Status { get; private set; } = StepStatus.Pending;

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? CompletedAt { get; private set; }

    public long? ElapsedMs { get; set; }

    /// <summary>True when the result came from an earlier run of the same content.</summary>
    public bool Cached { get; set; }

    public string? EngineName { get; set; }

    public string? EngineVersion { get; set; }

    /// <summary>For people: why other engines than the first took part; null as a rule.</summary>
    public string? Note { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    /// <summary>True once the step has left its result and needs no further run.</summary>
    public bool IsDone => Status is StepStatus.Completed or StepStatus.Skipped;

    /// <summary>The only way to change <see cref="Status"/>.</summary>
    /// <exception cref="InvalidTransitionException">The state machine has no such arrow.</exception>
    public void MoveTo(StepStatus next, DateTimeOffset now)
    {
        Transitions.Check(Status, next);
        Status = next;
        (ErrorCode, ErrorMessage) = (null, null);
        switch (next)
        {
            case StepStatus.Pending:
                (StartedAt, CompletedAt, ElapsedMs, EngineName, EngineVersion, Note) = (null, null, null, null, null, null);
                break;
            case StepStatus.Running:
                (StartedAt, CompletedAt) = (now, null);
                break;
            default:
                StartedAt ??= now;
                CompletedAt = now;
                break;
        }
    }
}
