namespace RoiApp.Eval.Translation;

/// <summary>
/// chrF: how much of the groups of one to six letters translation and reference have in common. Popović, "chrF: character n-gram F-score for automatic
/// MT evaluation", WMT 2015. Counts are summed over all sentences; precision and recall are the means over the lengths of which both sides have any;
/// white space does not count.
/// </summary>
internal sealed class ChrF
{
    private const int LongestGram = 6;

    // Recall counts twice as much as precision: chrF2, which most publish.
    private const double Beta = 2;

    private readonly long[] _matched = new long[LongestGram];
    private readonly long[] _given = new long[LongestGram];
    private readonly long[] _wanted = new long[LongestGram];

    /// <summary>0 to 1.</summary>
    public double Score
    {
        get
        {
            int[] lengths = [.. Enumerable.Range(0, LongestGram).Where(n => _given[n] > 0 && _wanted[n] > 0)];
            if (lengths.Length == 0)
            {
                return 0;
            }
            var precision = lengths.Average(n => (double)_matched[n] / _given[n]);
            var recall = lengths.Average(n => (double)_matched[n] / _wanted[n]);
            return precision + recall == 0 ? 0 : (1 + (Beta * Beta)) * precision * recall / ((Beta * Beta * precision) + recall);
        }
    }

    /// <summary>The score of one sentence.</summary>
    public static double Of(string translation, string reference)
    {
        var one = new ChrF();
        one.Add(translation, reference);
        return one.Score;
    }

    public void Add(string translation, string reference)
    {
        var (given, wanted) = (WithoutSpace(translation), WithoutSpace(reference));
        for (var n = 1; n <= LongestGram; n++)
        {
            var left = Grams(wanted, n);
            _wanted[n - 1] += left.Values.Sum();
            foreach (var (gram, count) in Grams(given, n))
            {
                _given[n - 1] += count;
                _matched[n - 1] += Math.Min(count, left.GetValueOrDefault(gram));
            }
        }
    }

    private static Dictionary<string, int> Grams(string text, int length)
    {
        var grams = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + length <= text.Length; i++)
        {
            var gram = text.Substring(i, length);
            grams[gram] = grams.GetValueOrDefault(gram) + 1;
        }
        return grams;
    }

    private static string WithoutSpace(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
