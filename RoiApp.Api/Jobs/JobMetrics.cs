using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;

namespace RoiApp.Api.Jobs;

/// <summary>What the queue tells operators.</summary>
internal sealed class JobMetrics
{
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _rescued;
    private readonly Counter<long> _pruned;
    private readonly IServiceScopeFactory _scopes;

    public JobMetrics(IMeterFactory meters, RunningJobs running, IServiceScopeFactory scopes)
    {
        _scopes = scopes;
        var meter = meters.Create("RoiApp.Api");
        _wait = meter.CreateHistogram<double>("roiapp.jobs.wait", "s", "From when a job could run to its claim.");
        _duration = meter.CreateHistogram<double>("roiapp.jobs.attempt.duration", "s", "From claim to settlement.");
        _rescued = meter.CreateCounter<long>("roiapp.jobs.rescued", "{job}", "Jobs whose process went away.");
        meter.CreateObservableGauge("roiapp.jobs.running", () => running.Count, "{job}", "Attempts being made by this process.");
        _pruned = meter.CreateCounter<long>("roiapp.jobs.pruned", "{job}", "Finished jobs forgotten.");
        meter.CreateObservableGauge("roiapp.jobs.depth", Depth, "{job}", "Jobs to be run: available ones, and ones that wait for their time.");
    }

    public void Claimed(TimeSpan waited) => _wait.Record(Math.Max(0, waited.TotalSeconds));

    public void Ended(TimeSpan took) => _duration.Record(took.TotalSeconds);

    public void Rescued(int jobs) => _rescued.Add(jobs);

    public void Pruned(int jobs) => _pruned.Add(jobs);

    // Asked by the exporter, every few seconds at most; the partial indexes answer it. A database that is away is told by the health check: here there is nothing to measure.
    private IEnumerable<Measurement<int>> Depth()
    {
        try
        {
            using var scope = _scopes.CreateScope();
            var jobs = scope.ServiceProvider.GetRequiredService<RoiDb>().Jobs;
            return [
                new(jobs.Count(j => j.State == JobState.Available), new KeyValuePair<string, object?>("state", "available")),
                new(jobs.Count(j => j.State == JobState.Waiting), new KeyValuePair<string, object?>("state", "waiting")),
            ];
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or TimeoutException)
        {
            return [];
        }
    }
}
