namespace RoiApp.Contracts.Rest;

/// <summary>A place where the words searched for stand: an item of <c>GET /api/search</c>.</summary>
/// <param name="Kind"><c>segment</c>, <c>translation</c> or <c>contact</c>.</param>
/// <param name="Index">Which segment, or which contact, of the workflow.</param>
/// <param name="Language">Of the text; BCP 47 without region.</param>
/// <param name="StartMs">When it was said; null where that is not known.</param>
/// <param name="Text">As it stands there; of a long text the part around the first words found.</param>
/// <param name="Highlights">Where in <paramref name="Text"/> the words stand.</param>
/// <param name="Rank">Higher is better; comparable within one search only.</param>
public sealed record SearchHitResource(
    Guid WorkflowId,
    string WorkflowName,
    DateTimeOffset WorkflowCreatedAt,
    string Kind,
    int Index,
    string Language,
    long? StartMs,
    string Text,
    IReadOnlyList<HighlightResource> Highlights,
    double Rank);

/// <summary>A stretch of text, in UTF-16 code units: what JavaScript and .NET count.</summary>
public sealed record HighlightResource(int Start, int Length);
