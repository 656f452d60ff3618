namespace RoiApp.Api.Data;

/// <summary>A numbered fact about a workflow, kept so that a watcher who comes back misses none.</summary>
internal sealed class WorkflowEvent
{
    public required Guid WorkflowId { get; init; }

    /// <summary>Grows by one per workflow, from 1.</summary>
    public required long Seq { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="Contracts.Rest.EventTypes"/>.</summary>
    public required string Type { get; init; }

    public string? Step { get; init; }

    /// <summary>0 to 100 of the whole workflow.</summary>
    public double? Percent { get; init; }

    public string? Message { get; init; }

    /// <summary>JSON of the shape that the type asks for.</summary>
    public string? Data { get; init; }
}
