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
    private readonly IServiceScopeFactory _scopes;

    public JobMetrics(IMeterFactory meters, RunningJobs running, IServiceScopeFactory scopes)
    {
        _scopes = scopes;
        var meter = meters.Create("RoiApp.Api");
        _wait = meter.CreateHistogram<double>("roiapp.jobs.wait", "s", "From when a job could run to its claim.");
        _duration = meter.CreateHistogram<double>("roiapp.jobs.attempt.duration", "s", "From claim to settlement.");
        _rescued = meter.CreateCounter<long>("roiapp.jobs.rescued", "{job}", "Jobs whose process went away.");
        meter.CreateObservableGauge("roiapp.jobs.running", () => running.Count, "{job}", "Attempts being made by this process.");
        meter.CreateObservableGauge("roiapp.jobs.depth", Depth, "{job}", "Jobs waiting.");
    }

    public void Claimed(TimeSpan waited) => _wait.Record(Math.Max(0, waited.TotalSeconds));

    public void Ended(TimeSpan took) => _duration.Record(took.TotalSeconds);

    public void Rescued(int jobs) => _rescued.Add(jobs);

    // Asked by the exporter, every few seconds at most; the partial index answers it.
    private int Depth()
    {
        using var scope = _scopes.CreateScope();
        return scope.ServiceProvider.GetRequiredService<RoiDb>().Jobs.Count(j => j.State == JobState.Available);
    }
}
