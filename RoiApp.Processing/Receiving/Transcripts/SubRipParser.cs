namespace RoiApp.Processing.Receiving.Transcripts;

/// <summary>Reads subtitles in SubRip's form: a number, a line of times, lines of text, an empty line.</summary>
internal static class SubRipParser
{
    /// <exception cref="StepException">Not SubRip; the message names the line.</exception>
    public static IReadOnlyList<Cue> Parse(string text)
    {
        var cues = new List<Cue>();
        foreach (var block in CueBlocks.Of(text))
        {
            // Some programs leave the number out.
            var timeLine = CueTime.IsTimeLine(block.Lines[0]) ? 0 : 1;
            if (timeLine == block.Lines.Count || !CueTime.IsTimeLine(block.Lines[timeLine]))
            {
                throw CueTime.Invalid(block.FirstLine, "a line of times such as 00:01:02,500 --> 00:01:05,000 was expected");
            }
            if (CueBlocks.Read(block, timeLine) is { } cue)
            {
                cues.Add(cue);
            }
        }
        return cues;
    }
}
