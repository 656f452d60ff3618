using System.Globalization;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Reports.Exports;

/// <summary>The transcript as subtitles, the translation beneath the words spoken.</summary>
internal static class SubtitleExport
{
    /// <summary>SubRip.</summary>
    public static void WriteSrt(TextWriter to, TranscriptResource transcript)
    {
        foreach (var segment in transcript.Segments)
        {
            to.Write(string.Create(CultureInfo.InvariantCulture, $"{segment.Index + 1}\r\n{Time(segment.StartMs, ',')} --> {Time(segment.EndMs, ',')}\r\n"));
            foreach (var line in Lines(segment))
            {
                to.Write($"{line}\r\n");
            }
            to.Write("\r\n");
        }
    }

    /// <summary>WebVTT (W3C).</summary>
    public static void WriteVtt(TextWriter to, TranscriptResource transcript)
    {
        to.Write("WEBVTT\n\n");
        if (transcript.Segments.Any(segment => segment.Translation is not null))
        {
            to.Write($"NOTE The second lines are machine translation{(transcript.TranslatedBy is { } engine ? $" ({engine.Replace("-->", "", StringComparison.Ordinal)})" : "")}.\n\n");
        }
        foreach (var segment in transcript.Segments)
        {
            to.Write(string.Create(CultureInfo.InvariantCulture, $"{segment.Index + 1}\n{Time(segment.StartMs, '.')} --> {Time(segment.EndMs, '.')}\n"));
            foreach (var line in Lines(segment))
            {
                // What would be markup, or an arrow, is text here.
                to.Write($"{line.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")}\n");
            }
            to.Write('\n');
        }
    }

    // A blank line would end the cue.
    private static IEnumerable<string> Lines(SegmentResource segment) => new[] { segment.Text, segment.Translation }
        .OfType<string>().SelectMany(t => t.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string Time(long ms, char point)
    {
        var at = TimeSpan.FromMilliseconds(ms);
        return string.Create(CultureInfo.InvariantCulture, $"{(int)at.TotalHours:00}:{at.Minutes:00}:{at.Seconds:00}{point}{at.Milliseconds:000}");
    }
}
