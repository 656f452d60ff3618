using System.Diagnostics.Metrics;

namespace RoiApp.ServiceDefaults.Performance;

/// <summary>The monitor's figures as instruments, for whoever gathers metrics: worked out when they are asked for.</summary>
internal static class PerformanceGauges
{
    public static void Create(IMeterFactory meters, PerformanceMonitor monitor)
    {
        var meter = meters.Create("RoiApp.Performance");
        meter.CreateObservableGauge(
            "roiapp.performance.duration", () => monitor.Windows().SelectMany(Quantiles), "s", "How long operations took over the last minutes, by quantile.");
        meter.CreateObservableGauge(
            "roiapp.performance.target.met", () => monitor.Targets().Where(target => target.Passed is not null).Select(Met), "{target}", "1 where an operation meets its target, 0 where not.");
    }

    private static IEnumerable<Measurement<double>> Quantiles((string Operation, IReadOnlyList<WindowFigures> Windows) figures) =>
        from window in figures.Windows
        from quantile in new (string Name, double? Ms)[] { ("0.5", window.P50Ms), ("0.9", window.P90Ms), ("0.95", window.P95Ms), ("0.99", window.P99Ms) }
        where quantile.Ms is not null
        select new Measurement<double>(
            quantile.Ms!.Value / 1000,
            new KeyValuePair<string, object?>("operation", figures.Operation),
            new KeyValuePair<string, object?>("window", $"{window.Minutes}m"),
            new KeyValuePair<string, object?>("quantile", quantile.Name));

    private static Measurement<int> Met(TargetFigures target) => new(
        target.Passed == true ? 1 : 0, new KeyValuePair<string, object?>("target", target.Target), new KeyValuePair<string, object?>("operation", target.Operation));
}
