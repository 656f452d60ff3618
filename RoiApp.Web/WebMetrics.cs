using System.Diagnostics.Metrics;

namespace RoiApp.Web;

/// <summary>What the web front counts about itself.</summary>
internal sealed class WebMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly UpDownCounter<long> _watches;
    private readonly Counter<long> _reconnects;
    private readonly Counter<long> _forwards;

    public WebMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("RoiApp.Web");
        _watches = _meter.CreateUpDownCounter<long>("roiapp.web.watches", "{watch}", "Workflows being followed for open pages.");
        _reconnects = _meter.CreateCounter<long>("roiapp.web.reconnects", "{reconnect}", "Broken lines to Api's events.");
        _forwards = _meter.CreateCounter<long>("roiapp.web.forwards", "{request}", "Requests forwarded to Api, by how they ended.");
    }

    public IDisposable Watching()
    {
        _watches.Add(1);
        return new Watch(_watches);
    }

    public void Reconnecting() => _reconnects.Add(1);

    /// <param name="outcome"><c>answered</c>, <c>refused</c>, <c>unreachable</c>, <c>too-slow</c> or <c>aborted</c>.</param>
    public void Forwarded(string outcome) => _forwards.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Dispose() => _meter.Dispose();

    private sealed class Watch(UpDownCounter<long> watches) : IDisposable
    {
        public void Dispose() => watches.Add(-1);
    }
}
