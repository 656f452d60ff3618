using System.Globalization;
using System.Text.RegularExpressions;

namespace RoiApp.Processing.Receiving.Transcripts;

/// <summary>The line of times that opens a cue in WebVTT and SubRip files.</summary>
internal static partial class CueTime
{
    public static bool IsTimeLine(string line) => line.Contains("-->", StringComparison.Ordinal);

    /// <param name="lineNumber">From 1, for the message.</param>
    /// <exception cref="StepException">The line is not two times in order.</exception>
    public static (long StartMs, long EndMs) Parse(string line, int lineNumber)
    {
        if (Times().Match(line) is not { Success: true } match)
        {
            throw Invalid(lineNumber, $"\"{Shorten(line)}\" is not a pair of times such as 00:01:02.500 --> 00:01:05.000");
        }
        var start = ToMs(match, 1);
        var end = ToMs(match, 5);
        return end >= start ? (start, end) : throw Invalid(lineNumber, "the end lies before the start");
    }

    /// <summary>A transcript that is not in the form of its kind.</summary>
    public static StepException Invalid(int lineNumber, string why) => new("invalid-transcript", $"Line {lineNumber} of the transcript: {why}. Correct it, or save the transcript as plain text (.txt).");

    private static long ToMs(Match match, int group)
    {
        long Part(int offset) => match.Groups[group + offset] is { Success: true } part ? long.Parse(part.ValueSpan, CultureInfo.InvariantCulture) : 0;
        return (((((Part(0) * 60) + Part(1)) * 60) + Part(2)) * 1000) + Part(3);
    }

    private static string Shorten(string line) => line.Length <= 60 ? line : line[..60] + "…";

    // WebVTT leaves out the hours where there are none and writes a point; SubRip writes a comma.
    [GeneratedRegex(@"^\s*(?:(\d{1,4}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})\s*-->\s*(?:(\d{1,4}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})(?:\s.*)?$")]
    private static partial Regex Times();
}
