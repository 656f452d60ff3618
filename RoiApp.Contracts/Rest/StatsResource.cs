namespace RoiApp.Contracts.Rest;

/// <summary>Counts over all workflows: <c>GET /api/workflows/stats</c>.</summary>
/// <param name="ByStatus">Every status, with 0 where there is none.</param>
/// <param name="ContentBytes">Size of what was handed in, all workflows together.</param>
/// <param name="DurationMs">Length of what was said, as far as known.</param>
/// <param name="MedianElapsedMs">From creation to completion, over the newest 1,000 completed; null while there is none.</param>
public sealed record StatsResource(
    long Total,
    IReadOnlyDictionary<string, long> ByStatus,
    long Contacts,
    long ActionItems,
    long ContentBytes,
    long DurationMs,
    double? MedianElapsedMs)
{
    /// <summary>Workflows by BCP 47 language, most first; <c>auto</c> where it is not detected yet.</summary>
    public IReadOnlyDictionary<string, long> ByLanguage { get; init; } = new Dictionary<string, long>();
}
