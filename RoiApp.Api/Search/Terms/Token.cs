using System.Globalization;
using System.Text;

namespace RoiApp.Api.Search.Terms;

/// <summary>A word of a text: folded, and where it stands.</summary>
/// <param name="Folded">Lower case without accents; letters alone or digits alone.</param>
/// <param name="Start">In UTF-16 code units.</param>
internal readonly record struct Token(string Folded, int Start, int Length)
{
    /// <summary>Longer ones are cut: no word that anybody says.</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// The words of a text, in order. Letters and digits part ("q4" is two), an apostrophe does not ("María's" is one): the databases' own
    /// parsers, which differ in just such places, then find nothing left to decide.
    /// </summary>
    public static IEnumerable<Token> Read(string text)
    {
        var folded = new StringBuilder();
        var (start, end, digits) = (0, 0, false);
        for (var at = 0; at < text.Length;)
        {
            var length = 1;
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                rune = Rune.ReplacementChar; // Half a surrogate pair.
            }
            else
            {
                length = rune.Utf16SequenceLength;
            }
            var category = Rune.GetUnicodeCategory(rune);
            var isDigit = category == UnicodeCategory.DecimalDigitNumber;
            var isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
            var joins = folded.Length > 0 && !digits && (isMark || (rune.Value is '\'' or '’' && at + 1 < text.Length && char.IsLetter(text[at + 1])));
            if (!joins && folded.Length > 0 && (!(isDigit || Rune.IsLetter(rune)) || isDigit != digits))
            {
                yield return new(folded.ToString(), start, end - start);
                folded.Clear();
            }
            if (isDigit || Rune.IsLetter(rune))
            {
                if (folded.Length == 0)
                {
                    (start, digits) = (at, isDigit);
                }
                Fold(rune, isDigit, folded);
                end = at + length;
            }
            else if (joins)
            {
                end = at + length;
            }
            at += length;
        }
        if (folded.Length > 0)
        {
            yield return new(folded.ToString(), start, end - start);
        }
    }

    /// <summary>By this two spellings are one name: its words folded, with a blank between. Empty when there are none.</summary>
    public static string Key(string? text) => string.Join(' ', Read(text ?? "").Select(t => t.Folded));

    private static void Fold(Rune rune, bool isDigit, StringBuilder to)
    {
        if (to.Length >= MaxLength)
        {
            return;
        }
        if (rune.IsAscii)
        {
            to.Append(char.ToLowerInvariant((char)rune.Value));
        }
        else if (isDigit)
        {
            to.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
        }
        else
        {
            var bare = Rune.ToLowerInvariant(rune).ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes().Where(Rune.IsLetter);
            foreach (var letter in bare)
            {
                // Letters that Unicode does not take apart, but people do.
                to.Append(letter.Value switch { 'ß' => "ss", 'æ' => "ae", 'œ' => "oe", 'ø' => "o", 'đ' => "d", 'ł' => "l", 'ı' => "i", _ => Rune.ToLowerInvariant(letter).ToString() });
            }
        }
    }
}
