namespace RoiApp.Api.Data;

/// <summary>Says that a workflow holds the transcript of a recording as one engine heard it: the same recording need not be heard again.</summary>
internal sealed class KnownTranscript
{
    public required string Owner { get; init; }

    /// <summary>Lower-case hex SHA-256 of the recording.</summary>
    public required string AudioSha256 { get; init; }

    /// <summary>The language that was asked for, "auto" included.</summary>
    public required string Language { get; init; }

    public required string EngineName { get; init; }

    public required string EngineVersion { get; init; }

    /// <summary>Of the hearing: one that is below another's came too late.</summary>
    public long Fence { get; init; }

    /// <summary>Whose segments are the transcript. When it is deleted, so is this.</summary>
    public required Guid WorkflowId { get; init; }
}
