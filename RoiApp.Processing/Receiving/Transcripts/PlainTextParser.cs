using System.Text;
using System.Text.RegularExpressions;

namespace RoiApp.Processing.Receiving.Transcripts;

/// <summary>Reads a text without times: a cue for each sentence or point of a list.</summary>
internal static partial class PlainTextParser
{
    public static IReadOnlyList<Cue> Parse(string text) =>
        [.. Paragraphs(text).SelectMany(Sentences).Where(sentence => sentence.Any(char.IsLetterOrDigit)).Select(sentence => new Cue(0, 0, sentence))];

    // Lines of a paragraph belong together however they were wrapped; a point of a list stands for itself.
    private static IEnumerable<string> Paragraphs(string text)
    {
        var paragraph = new StringBuilder();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Append(""))
        {
            var isPoint = ListMark().Match(line);
            if ((string.IsNullOrWhiteSpace(line) || isPoint.Success) && paragraph.Length > 0)
            {
                yield return paragraph.ToString();
                paragraph.Clear();
            }
            if (paragraph.Length > 0)
            {
                paragraph.Append(' ');
            }
            paragraph.Append(line.AsSpan(isPoint.Length).Trim());
        }
    }

    private static IEnumerable<string> Sentences(string paragraph)
    {
        var start = 0;
        foreach (Match end in SentenceEnd().Matches(paragraph))
        {
            if (!Abbreviation().IsMatch(paragraph.AsSpan(start, end.Index + 1 - start)))
            {
                yield return paragraph[start..(end.Index + end.Length)].Trim();
                start = end.Index + end.Length;
            }
        }
        if (start < paragraph.Length)
        {
            yield return paragraph[start..].Trim();
        }
    }

    [GeneratedRegex(@"^\s*(?:[-*•–]\s+|\d{1,3}[.)]\s+)")]
    private static partial Regex ListMark();

    [GeneratedRegex(@"[.!?…]+[""'”’»)]*(?=\s+[\p{Lu}\p{Nd}¿¡""'“‘«(])")]
    private static partial Regex SentenceEnd();

    // Titles, company forms and initials, whose point ends no sentence.
    [GeneratedRegex(@"(?:^|[\s(])(?:Mrs?|Ms|Dra?|Sra?|Srta|Prof|Ing|Lic|Arq|St|Jr|No|Núm|Tel|Ave?|Ud|Uds|vs|etc|e\.g|i\.e|p\.ej|\p{Lu}|\p{Lu}\.\p{Lu})\.$")]
    private static partial Regex Abbreviation();
}
