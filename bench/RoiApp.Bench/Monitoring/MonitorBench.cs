using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using RoiApp.ServiceDefaults.Performance;

namespace RoiApp.Bench.Monitoring;

/// <summary>
/// What it costs to measure a request: from <see cref="Histogram{T}.Record(T, in TagList)"/> with the tags that ASP.NET Core gives until the performance monitor has it, beside the same into
/// the OpenTelemetry SDK's histogram, by one thread and by all.
/// </summary>
internal static class MonitorBench
{
    private const string Name = "monitor";
    private const int AtOnce = 1000;

    public static Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var monitor = new PerformanceMonitor([new HttpRequestDurations()], meters, Options.Create(new PerformanceOptions()), TimeProvider.System, services);
        var monitored = meters.Create("RoiApp.Bench.Monitored").CreateHistogram<double>("http.server.request.duration", "s");
        using var gathering = Sdk.CreateMeterProviderBuilder().AddMeter("RoiApp.Bench.Gathered").AddReader(new BaseExportingMetricReader(new Nowhere())).Build();
        var gathered = meters.Create("RoiApp.Bench.Gathered").CreateHistogram<double>("roiapp.bench.duration", "s");
        foreach (var threads in new[] { 1, Environment.ProcessorCount })
        {
            var (ours, theirs) = (new double[settings.Runs], new double[settings.Runs]);
            for (var run = -1; run < settings.Runs; run++) // The first turn warms up and does not count.
            {
                ct.ThrowIfCancellationRequested();
                var (mine, other) = (Measure(monitored, threads, settings.Duration), Measure(gathered, threads, settings.Duration));
                if (run >= 0)
                {
                    (ours[run], theirs[run]) = (mine, other);
                }
            }
            report.Add(Name, $"measurement-{threads}t", "ns", ours, "OpenTelemetry", theirs);
        }
        return Task.CompletedTask;
    }

    /// <returns>Nanoseconds that a thread spends on one.</returns>
    private static double Measure(Histogram<double> histogram, int threads, TimeSpan during)
    {
        var totals = new long[threads];
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            var (started, done, seconds) = (Stopwatch.GetTimestamp(), 0L, 0.0001 * (thread + 1));
            while (Stopwatch.GetElapsedTime(started) < during)
            {
                for (var i = 0; i < AtOnce; i++)
                {
                    histogram.Record(seconds += 1e-7, new TagList
                    {
                        { "http.request.method", "GET" }, { "http.response.status_code", s_ok }, { "http.route", "/api/workflows/{id:guid}" },
                        { "network.protocol.version", "1.1" }, { "url.scheme", "http" },
                    });
                }
                done += AtOnce;
            }
            totals[thread] = done;
        });
        return during.TotalNanoseconds * threads / totals.Sum();
    }

    // Boxed once, as ASP.NET Core does with status codes.
    private static readonly object s_ok = 200;

    private sealed class Nowhere : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
