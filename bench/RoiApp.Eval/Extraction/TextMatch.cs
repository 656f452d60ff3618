using System.Globalization;
using System.Text;

namespace RoiApp.Eval.Extraction;

/// <summary>When two values count as the same.</summary>
internal static class TextMatch
{
    /// <summary>Share of common words from which a discussion or an action item counts as found.</summary>
    public const double EnoughTokenF1 = 0.6;

    /// <summary>Lower case, letters and digits only: "Castor Steel Inc." is "castor steel inc".</summary>
    public static string Fold(string text) => string.Join(' ', Words(text));

    public static bool Exact(string? one, string? other) => one is not null && other is not null && Fold(one) == Fold(other);

    public static bool Close(string? one, string? other) => one is not null && other is not null && TokenF1(one, other) >= EnoughTokenF1;

    /// <summary>Harmonic mean of the shares of each text's words that the other has, words counted as often as they occur.</summary>
    public static double TokenF1(string one, string other)
    {
        var (a, b) = (Words(one), Words(other));
        var counts = a.CountBy(w => w).ToDictionary();
        var common = b.CountBy(w => w).Sum(w => Math.Min(w.Value, counts.GetValueOrDefault(w.Key)));
        return a.Count + b.Count == 0 ? 1 : 2.0 * common / (a.Count + b.Count);
    }

    private static List<string> Words(string text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormC) + " ")
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLower(c, CultureInfo.InvariantCulture));
            }
            else if (word.Length > 0 && c is not ('\'' or '’' or '.'))
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words;
    }
}
