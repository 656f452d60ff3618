using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Languages;

/// <summary>The language that most of a memo is in.</summary>
internal static class MainLanguage
{
    /// <returns>The tag of the segments with the most letters; empty when none has one.</returns>
    public static string Of(IEnumerable<Segment> segments) => segments
        .Where(segment => segment.Language.Length > 0 && segment.Language != LanguageTag.Undetermined)
        .GroupBy(segment => segment.Language, StringComparer.Ordinal)
        .OrderByDescending(same => same.Sum(segment => segment.Text.Length))
        .Select(same => same.Key)
        .FirstOrDefault() ?? segments.FirstOrDefault()?.Language ?? "";
}
