using System.Diagnostics.Metrics;

namespace RoiApp.Api.Progress;

/// <summary>What the feed tells operators.</summary>
internal sealed class ProgressMetrics
{
    private readonly UpDownCounter<long> _watchers;
    private readonly Counter<long> _events;

    public ProgressMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("RoiApp.Api");
        _watchers = meter.CreateUpDownCounter<long>("roiapp.progress.watchers", "{watcher}", "Open streams of live events.");
        _events = meter.CreateCounter<long>("roiapp.progress.events", "{event}", "Events published by this process.");
    }

    public void WatcherCame() => _watchers.Add(1);

    public void WatcherLeft() => _watchers.Add(-1);

    public void Published(int events) => _events.Add(events);
}
