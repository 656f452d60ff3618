namespace RoiApp.Processing.Receiving.Transcripts;

/// <summary>Reads subtitles in WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format").</summary>
internal static class WebVttParser
{
    private static readonly string[] s_notCues = ["NOTE", "STYLE", "REGION"];

    /// <exception cref="StepException">Not WebVTT; the message names the line.</exception>
    public static IReadOnlyList<Cue> Parse(string text)
    {
        var cues = new List<Cue>();
        var isFirst = true;
        foreach (var block in CueBlocks.Of(text))
        {
            if (isFirst)
            {
                isFirst = false;
                if (block.FirstLine != 1 || !IsHeader(block.Lines[0]))
                {
                    throw CueTime.Invalid(1, "a .vtt file begins with WEBVTT");
                }
                continue;
            }
            if (Array.Exists(s_notCues, word => block.Lines[0] == word || block.Lines[0].StartsWith(word + " ", StringComparison.Ordinal)))
            {
                continue;
            }
            // A name of its own may stand above the times.
            var timeLine = CueTime.IsTimeLine(block.Lines[0]) ? 0 : 1;
            if (timeLine == block.Lines.Count || !CueTime.IsTimeLine(block.Lines[timeLine]))
            {
                throw CueTime.Invalid(block.FirstLine, "a line of times such as 00:01:02.500 --> 00:01:05.000 was expected");
            }
            if (CueBlocks.Read(block, timeLine) is { } cue)
            {
                cues.Add(cue);
            }
        }
        return cues;
    }

    private static bool IsHeader(string line) => line == "WEBVTT" || line.StartsWith("WEBVTT ", StringComparison.Ordinal) || line.StartsWith("WEBVTT\t", StringComparison.Ordinal);
}
