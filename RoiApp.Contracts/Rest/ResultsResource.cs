namespace RoiApp.Contracts.Rest;

/// <summary>Everything a finished workflow knows: <c>GET /api/workflows/{id}/results</c>.</summary>
public sealed record ResultsResource(WorkflowResource Workflow, TranscriptResource Transcript, ReportResource Report);

/// <param name="Language">BCP 47 of the words spoken.</param>
/// <param name="TargetLanguage">BCP 47 of the translations, or null.</param>
public sealed record TranscriptResource(Guid WorkflowId, string Language, string? TargetLanguage, IReadOnlyList<SegmentResource> Segments)
{
    /// <summary>The engine, with its version, that made the translations: they are machine translation. Null where there is none.</summary>
    public string? TranslatedBy { get; init; }
}

/// <summary>One utterance, [StartMs, EndMs).</summary>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Translation">Null while (or never) translated.</param>
public sealed record SegmentResource(int Index, long StartMs, long EndMs, string Text, double Confidence, string? Translation)
{
    /// <summary>Words of the text that were guessed rather than heard; null when there are none.</summary>
    public IReadOnlyList<UnsureWord>? UnsureWords { get; init; }

    /// <inheritdoc/>
    public bool Equals(SegmentResource? other) => other is not null
        && (Index, StartMs, EndMs, Text, Confidence, Translation) == (other.Index, other.StartMs, other.EndMs, other.Text, other.Confidence, other.Translation)
        && (UnsureWords ?? []).SequenceEqual(other.UnsureWords ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Index, StartMs, EndMs, Text, Confidence, Translation);
}

/// <summary>A word that was not heard clearly.</summary>
/// <param name="At">Where in the segment's text it begins, in UTF-16 units.</param>
/// <param name="Length">How long it is there.</param>
/// <param name="Confidence">0 to 1.</param>
public sealed record UnsureWord(int At, int Length, long StartMs, long EndMs, double Confidence);

/// <summary>Contacts and action items of one memo.</summary>
public sealed record ReportResource(Guid WorkflowId, IReadOnlyList<ContactResource> Contacts);

/// <summary>Somebody met: a row of the report. What was not said is null.</summary>
/// <param name="ContactType"><c>prospective</c>, <c>existing</c> or null.</param>
/// <param name="Priority"><c>high</c>, <c>medium</c>, <c>low</c> or null.</param>
/// <param name="Confidence">0 to 1 by field name (<c>name</c>, <c>company</c>, …).</param>
/// <param name="Provenance">The words each field was read from, by field name; for <c>actionItems</c> one entry an item.</param>
public sealed record ContactResource(
    int Index,
    string? Name,
    string? Company,
    string? Position,
    string? Discussion,
    string? ContactType,
    string? Priority,
    IReadOnlyList<string> ActionItems,
    IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, double> Confidence,
    IReadOnlyDictionary<string, IReadOnlyList<ProvenanceResource>> Provenance)
{
    /// <summary>When a person last changed the row; null for the engine's own words.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>The action items with what else is known of them, in the order of <see cref="ActionItems"/>.</summary>
    public IReadOnlyList<ActionItemResource> Actions { get; init; } = [];

    /// <summary>Names of the fields that a person changed. A further run leaves these as they are.</summary>
    public IReadOnlyList<string> EditedFields { get; init; } = [];

    /// <summary>Changes with every change of the row. In double quotes it is the row's ETag, which an edit sends as <c>If-Match</c>.</summary>
    public string Version { get; init; } = "";
}

/// <summary>Something promised.</summary>
/// <param name="Assignee">Who is to do it, in the words said; null for whoever speaks.</param>
/// <param name="DueOn">Null where the words leave the day open.</param>
public sealed record ActionItemResource(string Text, string? Assignee, DateOnly? DueOn);

/// <summary>The words a value was read from, and when they were said.</summary>
public sealed record ProvenanceResource(string Quote, int SegmentIndex, long StartMs, long EndMs)
{
    /// <summary>A known contact's name or company that sounds like what was heard, where that was not heard clearly; null otherwise.</summary>
    public string? SoundsLike { get; init; }
}
