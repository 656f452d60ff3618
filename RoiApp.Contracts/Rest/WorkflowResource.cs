namespace RoiApp.Contracts.Rest;

/// <summary>A workflow as REST answers it. Enumerations are lower-case words, times ISO 8601 UTC.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Name">What the user calls it.</param>
/// <param name="FileName">The uploaded file's name, without any path.</param>
/// <param name="Source"><c>audio</c> or <c>transcript</c>.</param>
/// <param name="Status"><c>uploaded</c>, <c>queued</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Language">BCP 47; <c>auto</c> until detected.</param>
/// <param name="TargetLanguage">BCP 47, or null for no translation.</param>
/// <param name="Priority"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="Progress">0 to 100.</param>
/// <param name="LastSeq">Sequence number of the newest event.</param>
/// <param name="ContentSha256">Lower-case hex.</param>
/// <param name="ContentBytes">Size of the stored content.</param>
/// <param name="DurationMs">Null while unknown, and for transcripts without times.</param>
/// <param name="Error">Why it failed; null otherwise.</param>
public sealed record WorkflowResource(
    Guid Id,
    string Name,
    string FileName,
    string Source,
    string Status,
    string Language,
    string? TargetLanguage,
    string Priority,
    double Progress,
    long LastSeq,
    string ContentSha256,
    long ContentBytes,
    long? DurationMs,
    ErrorResource? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? CompletedAt,
    IReadOnlyList<StepResource> Steps)
{
    /// <summary>Workflows that are to run before this one, as things stand: 0 for the next, 1000 for that many or more. Null when it does not wait, and
    /// in events and answers to changes: there it comes with the <c>progress</c> that follows.</summary>
    public int? QueuePosition { get; init; }
}

/// <param name="Code">Stable lower-case words with dashes.</param>
/// <param name="Message">What went wrong and what to do, in plain words.</param>
public sealed record ErrorResource(string Code, string Message);

/// <param name="Name"><c>transcription</c>, <c>translation</c> or <c>extraction</c>.</param>
/// <param name="Status"><c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>skipped</c>.</param>
/// <param name="Cached">True when the result came from an earlier run.</param>
/// <param name="Engine">Name and version, such as <c>pocketsphinx 5prealpha</c>.</param>
public sealed record StepResource(
    string Name,
    string Status,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    long? ElapsedMs,
    bool Cached,
    string? Engine,
    ErrorResource? Error)
{
    /// <summary>For people: why other engines than the first took part, and what to do about it; null as a rule.</summary>
    public string? Note { get; init; }
}

/// <param name="NextCursor">Pass as <c>cursor</c> for the next page; null on the last.</param>
public sealed record PageResource<T>(IReadOnlyList<T> Items, string? NextCursor);
