using RoiApp.Api.Data;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Reports;

/// <summary>Finds the words of a segment that the recogniser guessed.</summary>
internal static class UnsureWords
{
    // As the web interface marks fields: below it the recogniser guessed.
    private const double SureEnough = 0.5;

    /// <returns>Null when there are none, which is the rule: the answer stays slim.</returns>
    public static IReadOnlyList<UnsureWord>? In(Segment segment)
    {
        var unsure = new List<UnsureWord>();
        var at = 0;
        foreach (var word in segment.Words)
        {
            // In the order of the text, which has stops and commas besides.
            var found = word.Text.Length == 0 ? -1 : segment.Text.IndexOf(word.Text, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                continue;
            }
            at = found + word.Text.Length;
            if (word.Confidence < SureEnough)
            {
                unsure.Add(new UnsureWord(found, word.Text.Length, word.StartMs, word.EndMs, Math.Round(word.Confidence, 3)));
            }
        }
        return unsure.Count == 0 ? null : unsure;
    }
}
