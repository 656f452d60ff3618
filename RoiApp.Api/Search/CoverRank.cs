namespace RoiApp.Api.Search;

/// <summary>
/// Ranks as PostgreSQL's <c>ts_rank_cd</c> does (cover density: Clarke, Cormack and Tudhope, "Relevance ranking for one to three term queries", 2000):
/// the closer together and the more often the words stand, the higher. It depends on text and query alone, so that pages by rank hold still.
/// </summary>
internal static class CoverRank
{
    /// <summary>What PostgreSQL gives a word without a weight of its own.</summary>
    private const double Weight = 0.1;

    /// <param name="terms">The words indexed, with a blank between.</param>
    /// <param name="query">As <see cref="SearchQuery.ToCoverQuery"/> answers it.</param>
    /// <returns>To four digits: what both databases compute alike.</returns>
    public static double Of(string terms, string query)
    {
        var wanted = query.Split(' ').Select(forms => forms.Split('|').ToHashSet(StringComparer.Ordinal)).ToList();
        var found = terms.Split(' ')
            .Select((word, at) => (At: at, Which: Enumerable.Range(0, wanted.Count).Where(i => wanted[i].Contains(word)).ToList()))
            .Where(f => f.Which.Count > 0).ToList();
        var rank = 0.0;
        var next = 0;
        while (Cover(found, wanted.Count, next) is var (first, last))
        {
            var between = found[last].At - found[first].At - (last - first);
            rank += Weight / (1 + between);
            next = first + 1;
        }
        return Math.Round(rank, 4, MidpointRounding.AwayFromZero);
    }

    /// <summary>The shortest stretch with every word, of those that end soonest from <paramref name="from"/> on.</summary>
    private static (int First, int Last)? Cover(List<(int At, List<int> Which)> found, int words, int from)
    {
        if (Reach(from, +1) is not { } last || Reach(last, -1) is not { } first)
        {
            return null;
        }
        return (first, last);

        int? Reach(int start, int step)
        {
            var missing = Enumerable.Range(0, words).ToHashSet();
            for (var i = start; i >= from && i < found.Count; i += step)
            {
                missing.ExceptWith(found[i].Which);
                if (missing.Count == 0)
                {
                    return i;
                }
            }
            return null;
        }
    }
}
