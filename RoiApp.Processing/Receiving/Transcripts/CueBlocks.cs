using System.Net;
using System.Text.RegularExpressions;

namespace RoiApp.Processing.Receiving.Transcripts;

/// <summary>What WebVTT and SubRip have in common: blocks of lines, parted by empty ones.</summary>
internal static partial class CueBlocks
{
    /// <summary>A block's lines and the number, from 1, of its first.</summary>
    public readonly record struct Block(int FirstLine, IReadOnlyList<string> Lines);

    public static IEnumerable<Block> Of(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var block = new List<string>();
        for (var i = 0; i <= lines.Length; i++)
        {
            if (i < lines.Length && !string.IsNullOrWhiteSpace(lines[i]))
            {
                block.Add(lines[i]);
            }
            else if (block.Count > 0)
            {
                yield return new Block(i - block.Count + 1, [.. block]);
                block.Clear();
            }
        }
    }

    /// <param name="timeLine">Index of the line of times.</param>
    public static Cue? Read(Block block, int timeLine)
    {
        var (startMs, endMs) = CueTime.Parse(block.Lines[timeLine], block.FirstLine + timeLine);
        var text = Plain(string.Join(' ', block.Lines.Skip(timeLine + 1)));
        return text.Length > 0 ? new Cue(startMs, endMs, text) : null;
    }

    // Voices, colours and positions are marks in the text; entities stand for characters.
    private static string Plain(string text) => Spaces().Replace(WebUtility.HtmlDecode(Marks().Replace(text, "")), " ").Trim();

    [GeneratedRegex(@"<[^>]*>|\{\\[^}]*\}")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
