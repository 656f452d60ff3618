namespace RoiApp.Api.Data;

/// <summary>A file on its way in by tus. How much of it has come is not kept here: the bytes on disk say so.</summary>
internal sealed class Upload
{
    public required Guid Id { get; init; }

    public required string Owner { get; init; }

    public required string FileName { get; init; }

    /// <summary>The workflow's name to be; null to take the file's.</summary>
    public string? Name { get; init; }

    public required string Language { get; init; }

    public string? TargetLanguage { get; init; }

    public required Priority Priority { get; init; }

    /// <summary>Bytes of the whole file; null as long as the client has not said.</summary>
    public long? Length { get; set; }

    /// <summary>As the client sent it, and as it is told back.</summary>
    public required string Metadata { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set in the transaction that writes the workflow, as are the three below.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    public Guid? WorkflowId { get; set; }

    /// <summary>Lower-case hex of the whole content.</summary>
    public string? AudioSha256 { get; set; }

    /// <summary>True when another workflow had the same content already: it is stored once.</summary>
    public bool WasKnown { get; set; }
}
