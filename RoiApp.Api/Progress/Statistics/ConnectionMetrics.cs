using System.Diagnostics.Metrics;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress.Statistics;

/// <summary>Who is connected and how well they are served, by channel: for operators' instruments, and since the start for <c>/api/performance</c>.</summary>
internal sealed class ConnectionMetrics
{
    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _opened;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _events;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _lag;
    private readonly Totals[] _totals;

    public ConnectionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("RoiApp.Api");
        _open = meter.CreateUpDownCounter<long>("roiapp.progress.connections", "{connection}", "Open connections of watchers.");
        _opened = meter.CreateCounter<long>("roiapp.progress.connections.opened", "{connection}", "Connections of watchers that were opened.");
        _closed = meter.CreateCounter<long>("roiapp.progress.connections.closed", "{connection}", "Connections of watchers that ended, by reason.");
        _events = meter.CreateCounter<long>("roiapp.progress.sent.events", "{event}", "Events written to watchers.");
        _bytes = meter.CreateCounter<long>("roiapp.progress.sent.bytes", "By", "Bytes written to watchers.");
        _lag = meter.CreateHistogram<double>("roiapp.progress.lag", "s", "From an event's coming to this process until it was written to a watcher.");
        _totals = [.. Enum.GetValues<LiveChannel>().Select(c => new Totals(c))];
    }

    /// <summary>Counts a connection in; call <see cref="Connection.End"/> once.</summary>
    public Connection Open(LiveChannel channel)
    {
        var totals = _totals[(int)channel];
        Interlocked.Increment(ref totals.Open);
        Interlocked.Increment(ref totals.Opened);
        _open.Add(1, totals.Tag);
        _opened.Add(1, totals.Tag);
        return new(this, totals);
    }

    public LiveResource Since() => new([.. _totals.Select(t => new LiveChannelResource(
        t.Name,
        Interlocked.Read(ref t.Open),
        Interlocked.Read(ref t.Opened),
        Enum.GetValues<ConnectionEnd>().ToDictionary(NameOf, end => Interlocked.Read(ref t.Ended[(int)end])),
        Interlocked.Read(ref t.Events),
        Interlocked.Read(ref t.Bytes),
        new(t.Lag.Count, t.Lag.QuantileMs(0.5), t.Lag.QuantileMs(0.95), t.Lag.QuantileMs(0.99), t.Lag.Count == 0 ? null : t.Lag.MaxMs)))]);

    private static string NameOf(ConnectionEnd end) => end switch { ConnectionEnd.ClientLeft => "clientLeft", _ => end.ToString().ToLowerInvariant() };

    /// <summary>One watcher's connection.</summary>
    internal sealed class Connection(ConnectionMetrics metrics, Totals totals)
    {
        private int _ended;

        public void Wrote(int events, long bytes)
        {
            Interlocked.Add(ref totals.Events, events);
            Interlocked.Add(ref totals.Bytes, bytes);
            metrics._events.Add(events, totals.Tag);
            metrics._bytes.Add(bytes, totals.Tag);
        }

        /// <param name="offeredAt">As <see cref="LiveEvent.OfferedAt"/>; what was read from the log has no lag.</param>
        public void Delivered(long offeredAt)
        {
            if (offeredAt == 0)
            {
                return;
            }
            var lag = TimeProvider.System.GetElapsedTime(offeredAt);
            totals.Lag.Add(lag);
            metrics._lag.Record(lag.TotalSeconds, totals.Tag);
        }

        /// <summary>Counts the connection out; what is said first counts.</summary>
        public void End(ConnectionEnd why)
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                Interlocked.Decrement(ref totals.Open);
                Interlocked.Increment(ref totals.Ended[(int)why]);
                metrics._open.Add(-1, totals.Tag);
                metrics._closed.Add(1, totals.Tag, new("reason", NameOf(why)));
            }
        }
    }

    internal sealed class Totals(LiveChannel channel)
    {
        public long Open;
        public long Opened;
        public long Events;
        public long Bytes;

        public long[] Ended { get; } = new long[Enum.GetValues<ConnectionEnd>().Length];

        public LagHistogram Lag { get; } = new();

        public string Name { get; } = channel switch
        {
            LiveChannel.Sse => "sse",
            LiveChannel.WebSocket => "websocket",
            LiveChannel.Grpc => "grpc",
            _ => "in-process",
        };

        public KeyValuePair<string, object?> Tag => new("channel", Name);
    }
}
