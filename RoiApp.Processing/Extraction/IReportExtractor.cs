using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Extraction;

/// <summary>Reads who was met, what was discussed and what was promised out of a transcript.</summary>
internal interface IReportExtractor
{
    /// <summary>Name and version; part of cache keys and of the stored result.</summary>
    Engine Engine { get; }

    /// <param name="transcript">Ordered segments in the language spoken; lower case without punctuation where a recogniser wrote them.</param>
    /// <param name="language">BCP 47 tag of the language spoken.</param>
    /// <returns>A report whose fields are absent where nothing was said.</returns>
    Task<Report> ExtractAsync(IReadOnlyList<Segment> transcript, string language, CancellationToken ct);
}
