namespace RoiApp.Bench.Repeat;

/// <summary>What was asked of the Api, and how much of it had been asked since the last change: no cache that answers rightly can hit more often.</summary>
internal sealed class Questions
{
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Asked, int Again)> _families = new(StringComparer.Ordinal);

    /// <summary>A memo came: lists, counts and searches may look different. Memos that are done do not.</summary>
    public void Changed() => _answered.RemoveWhere(url => Family(url) is not ("workflow" or "results"));

    public void Ask(string url)
    {
        var (asked, again) = _families.GetValueOrDefault(Family(url));
        _families[Family(url)] = (asked + 1, again + (_answered.Add(url) ? 0 : 1));
    }

    /// <summary>Percent of a family's questions that a cache could have answered.</summary>
    public double AtBest(string family) => _families.TryGetValue(family, out var counted) ? 100.0 * counted.Again / counted.Asked : 0;

    private static string Family(string url) => url switch
    {
        _ when url.StartsWith("/api/search", StringComparison.Ordinal) => "search",
        _ when url.StartsWith("/api/workflows?", StringComparison.Ordinal) => "lists",
        "/api/workflows/stats" => "stats",
        _ when url.EndsWith("/results", StringComparison.Ordinal) => "results",
        _ => "workflow",
    };
}
