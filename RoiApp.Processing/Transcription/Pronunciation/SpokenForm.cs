using System.Globalization;
using System.Text;

namespace RoiApp.Processing.Transcription.Pronunciation;

/// <summary>Names as a recogniser writes them: words in lower case, of letters from a to z and apostrophes.</summary>
internal static class SpokenForm
{
    /// <returns>A word for each that is said; "&amp;" is "and". Words without letters are left out.</returns>
    public static IReadOnlyList<string> Of(string text) =>
        [.. text.Replace("&", " and ", StringComparison.Ordinal).Split([' ', '-', '/', ',', '.'], StringSplitOptions.RemoveEmptyEntries).Select(Word).Where(word => word.Length > 0)];

    /// <summary>One word: without accents and in lower case.</summary>
    public static string Word(string word)
    {
        var plain = new StringBuilder(word.Length);
        foreach (var c in word.ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            switch (c)
            {
                case >= 'a' and <= 'z':
                    plain.Append(c);
                    break;
                case '\'' or '’' when plain.Length > 0:
                    plain.Append('\'');
                    break;
                case 'ß':
                    plain.Append("ss");
                    break;
                case 'ø':
                    plain.Append('o');
                    break;
                case 'æ':
                    plain.Append("ae");
                    break;
                case 'ł':
                    plain.Append('l');
                    break;
                case 'đ' or 'ð':
                    plain.Append('d');
                    break;
                default:
                    if (char.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark && char.IsLetter(c))
                    {
                        return ""; // Of another script: how it is said is not known here.
                    }
                    break;
            }
        }
        return plain.ToString().TrimEnd('\'');
    }
}
