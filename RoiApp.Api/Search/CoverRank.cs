namespace RoiApp.Api.Search;

/// <summary>
/// Ranks as PostgreSQL's <c>ts_rank_cd</c> does (cover density: Clarke, Cormack and Tudhope, "Relevance ranking for one to three term queries", 2000):
/// the closer together and the more often the words stand, the higher. It depends on text and query alone, so that pages by rank hold still.
/// </summary>
/// <remarks>One thread at a time. It is asked about every text that matches, and allocates nothing for one.</remarks>
internal sealed class CoverRank
{
    /// <summary>What PostgreSQL gives a word without a weight of its own.</summary>
    private const double Weight = 0.1;

    private readonly Dictionary<string, UInt128>.AlternateLookup<ReadOnlySpan<char>> _wanted;
    private readonly UInt128 _all;
    private readonly List<(int At, UInt128 Which)> _found = [];

    /// <param name="query">As <see cref="SearchQuery.ToCoverQuery"/> answers it; of more than 128 words the first count.</param>
    public CoverRank(string query)
    {
        var wanted = new Dictionary<string, UInt128>(StringComparer.Ordinal);
        foreach (var (at, forms) in query.Split(' ').Take(128).Index())
        {
            foreach (var form in forms.Split('|'))
            {
                wanted[form] = wanted.GetValueOrDefault(form) | (UInt128.One << at);
            }
            _all |= UInt128.One << at;
        }
        _wanted = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <param name="terms">The words indexed, with a blank between.</param>
    /// <returns>To four digits: what both databases compute alike.</returns>
    public double Of(string terms)
    {
        _found.Clear();
        var at = 0;
        foreach (var word in terms.AsSpan().Split(' '))
        {
            if (_wanted.TryGetValue(terms.AsSpan(word), out var which))
            {
                _found.Add((at, which));
            }
            at++;
        }
        var rank = 0.0;
        var next = 0;
        while (Reach(next, +1, next) is { } last && Reach(last, -1, next) is { } first)
        {
            var between = _found[last].At - _found[first].At - (last - first);
            rank += Weight / (1 + between);
            next = first + 1;
        }
        return Math.Round(rank, 4, MidpointRounding.AwayFromZero);
    }

    // Forwards, where the stretch with every word that ends soonest ends; back from there, where it begins at the latest.
    private int? Reach(int start, int step, int from)
    {
        var missing = _all;
        for (var i = start; i >= from && i < _found.Count; i += step)
        {
            missing &= ~_found[i].Which;
            if (missing == UInt128.Zero)
            {
                return i;
            }
        }
        return null;
    }
}
