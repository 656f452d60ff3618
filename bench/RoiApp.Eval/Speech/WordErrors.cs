using RoiApp.Eval.Extraction;

namespace RoiApp.Eval.Speech;

/// <summary>Words put in, left out or taken for others, by the cheapest way from what was said to what was heard (Levenshtein's distance over words).</summary>
/// <param name="Right">For each word heard, whether it was said there.</param>
internal sealed record WordErrors(int Said, int Errors, IReadOnlyList<bool> Right)
{
    public double Rate => Said == 0 ? 0 : (double)Errors / Said;

    /// <summary>Compares texts: letters and digits only, lower case; "mr" and "roll-out" as they are spoken.</summary>
    public static WordErrors Between(string said, IReadOnlyList<string> heard)
    {
        var reference = Spoken(said);
        var words = heard.Select(word => Spoken(word)).ToList();
        var flat = words.SelectMany(w => w).ToList();
        var cost = new int[reference.Count + 1, flat.Count + 1];
        for (var i = 0; i <= reference.Count; i++)
        {
            for (var j = 0; j <= flat.Count; j++)
            {
                cost[i, j] = i == 0 ? j
                    : j == 0 ? i
                    : Math.Min(cost[i - 1, j - 1] + (reference[i - 1] == flat[j - 1] ? 0 : 1), 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
            }
        }

        var right = new bool[flat.Count];
        for (var (i, j) = (reference.Count, flat.Count); i > 0 && j > 0;)
        {
            var same = reference[i - 1] == flat[j - 1];
            if (cost[i, j] == cost[i - 1, j - 1] + (same ? 0 : 1))
            {
                right[j - 1] = same;
                (i, j) = (i - 1, j - 1);
            }
            else
            {
                (i, j) = cost[i, j] == cost[i - 1, j] + 1 ? (i - 1, j) : (i, j - 1);
            }
        }

        var at = 0;
        return new WordErrors(reference.Count, cost[reference.Count, flat.Count], [.. words.Select(parts => Enumerable.Range(0, parts.Count).All(_ => right[at++]))]);
    }

    private static List<string> Spoken(string text) =>
        [.. TextMatch.Fold(text.Replace("&", " and ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => word switch
        {
            "mr" => ["mister"],
            "mrs" => ["missus"],
            "rollout" => ["roll", "out"],
            _ => (string[])[word],
        })];
}
