namespace RoiApp.ServiceDefaults.Performance;

/// <summary>An instrument of ours: one operation, or one for each value of a tag.</summary>
/// <param name="instrument">Its name.</param>
/// <param name="family">First word of its operations' names.</param>
/// <param name="what">The operation, or what the tags' values follow; empty where the values are the whole name.</param>
public sealed class TaggedDurations(string instrument, string family, string what = "") : DurationSource(instrument, family)
{
    /// <summary>Tags whose values tell operations apart: two at most.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Values of the only tag, where they are known beforehand.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The tag that says how it ended.</summary>
    public string? Outcome { get; init; }

    /// <summary>Its value that means success; any other is a failure.</summary>
    public string Success { get; init; } = "completed";

    /// <summary>Its value that means that nothing was done.</summary>
    public string Ignored { get; init; } = "skipped";

    internal override IReadOnlyList<string>? Known(IServiceProvider services) =>
        By.Count == 0 ? [$"{Family} {what}"] : Values?.Select(value => what.Length == 0 ? $"{Family} {value}" : $"{Family} {what} {value}").ToList();

    internal override void Take(PerformanceMonitor monitor, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string first = "", second = "";
        var failed = false;
        foreach (var (name, value) in tags)
        {
            if (By.Count > 0 && name == By[0])
            {
                first = value?.ToString() ?? "";
            }
            else if (By.Count > 1 && name == By[1])
            {
                second = value?.ToString() ?? "";
            }
            else if (name == Outcome && value is string outcome)
            {
                if (outcome == Ignored)
                {
                    return;
                }
                failed = outcome != Success;
            }
        }
        Operation(monitor, first, second)?.Record(seconds, failed);
    }

    private protected override string? NameOf(string first, string second) => string.Join(' ', new[] { what, first, second }.Where(part => part.Length > 0));
}
