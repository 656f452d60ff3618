namespace RoiApp.Load;

/// <summary>How one operation did at one level of load.</summary>
/// <param name="Passed">Whether 95 of 100 kept within the target, and none failed; null where nothing was done.</param>
internal sealed record OperationFigures(string Operation, int Requests, int Errors, double? P50Ms, double? P95Ms, double? P99Ms, double PerSecond, double TargetMs, bool? Passed)
{
    public static OperationFigures Of(Operation operation, IEnumerable<Sample> samples, TimeSpan during)
    {
        var mine = samples.Where(sample => sample.Operation == operation.Name).ToList();
        var well = mine.Where(sample => sample.Error is null).Select(sample => sample.Ms).Order().ToList();
        var (errors, p95) = (mine.Count - well.Count, Quantile(well, 0.95));
        return new(operation.Name, mine.Count, errors, Quantile(well, 0.5), p95, Quantile(well, 0.99), well.Count / during.TotalSeconds, operation.TargetMs,
            mine.Count == 0 ? null : errors == 0 && p95 <= operation.TargetMs);
    }

    /// <summary>By nearest rank, of all that there were: nothing is rounded into buckets.</summary>
    public static double? Quantile(IReadOnlyList<double> sorted, double quantile) =>
        sorted.Count == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(quantile * sorted.Count) - 1, 0, sorted.Count - 1)];
}

/// <summary>What a level of load did to the machine.</summary>
/// <param name="ReadsP95Ms">Of all reads together.</param>
/// <param name="Cores">How many cores each process kept busy on average.</param>
/// <param name="Waits">What the Api says of its last minute: p95 of the queue's wait, of writers' turns and of queries, in milliseconds.</param>
internal sealed record LevelFigures(
    int Users, TimeSpan During, IReadOnlyList<OperationFigures> Operations, double PerSecond, double? ReadsP95Ms, IReadOnlyDictionary<string, double> Cores, IReadOnlyDictionary<string, double> Waits)
{
    /// <summary>How many.</summary>
    public int Reads => Operations.Where(operation => Operation.All.Any(known => known.IsRead && known.Name == operation.Operation)).Sum(operation => operation.Requests);

    public int Errors => Operations.Sum(operation => operation.Errors);
}

/// <summary>A moment of the run, for the charts.</summary>
/// <param name="Second">Since the beginning.</param>
internal sealed record Moment(double Second, int Users, IReadOnlyDictionary<string, double> Cores);
