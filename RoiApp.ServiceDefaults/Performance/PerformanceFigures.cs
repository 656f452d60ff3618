namespace RoiApp.ServiceDefaults.Performance;

/// <summary>How one operation does.</summary>
/// <param name="Windows">Over the last 1, 5 and 60 minutes.</param>
/// <param name="Trend">The last five minutes, a quarter of a minute each, oldest first.</param>
public sealed record OperationFigures(string Name, string Family, IReadOnlyList<WindowFigures> Windows, IReadOnlyList<TrendPoint> Trend);

/// <summary>Quantiles to within 1 %; null while nothing was measured.</summary>
/// <param name="Minutes">The window reaches back so far, and up to a slot (a twelfth, a twentieth, a sixtieth) more.</param>
/// <param name="PerSecond">Over the window, or the time since the start where that is less.</param>
public sealed record WindowFigures(
    int Minutes, long Count, long Failed, double PerSecond, double? MeanMs, double? P50Ms, double? P90Ms, double? P95Ms, double? P99Ms, double? MaxMs)
{
    /// <summary>One of the four.</summary>
    /// <param name="percentile">50, 90, 95 or 99.</param>
    public double? At(int percentile) => percentile switch { 50 => P50Ms, 90 => P90Ms, 95 => P95Ms, _ => P99Ms };
}

/// <summary>A quarter of a minute.</summary>
public sealed record TrendPoint(long Count, double? P50Ms, double? P95Ms);

/// <summary>How a target fares with one operation.</summary>
/// <param name="Passed">Null while there was nothing to judge by.</param>
public sealed record TargetFigures(string Target, string Operation, int Percentile, double LimitMs, int Minutes, long Count, double? MeasuredMs, bool? Passed);
