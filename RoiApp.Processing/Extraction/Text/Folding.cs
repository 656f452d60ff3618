using System.Globalization;
using System.Text;

namespace RoiApp.Processing.Extraction.Text;

/// <summary>Lower case without accents, so that "Reunión", "reunion" and "REUNIÓN" are one word.</summary>
internal static class Folding
{
    public static string Fold(ReadOnlySpan<char> text)
    {
        var needsFolding = false;
        foreach (var c in text)
        {
            needsFolding |= c > 'z' || char.IsUpper(c) || c is '.' or '\'';
        }

        if (!needsFolding)
        {
            return text.ToString();
        }

        var folded = new StringBuilder(text.Length);
        foreach (var c in Decompose(text))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && c is not '.')
            {
                folded.Append(c is '’' ? '\'' : char.ToLowerInvariant(c));
            }
        }

        return folded.ToString();
    }

    private static string Decompose(ReadOnlySpan<char> text)
    {
        var whole = text.ToString();
        try
        {
            return whole.Normalize(NormalizationForm.FormD);
        }
        catch (ArgumentException)
        {
            return whole; // Half a surrogate pair: not text that can be decomposed, and not a word of any table.
        }
    }
}
