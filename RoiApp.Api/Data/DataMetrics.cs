using System.Diagnostics.Metrics;

namespace RoiApp.Api.Data;

/// <summary>What the database tells operators; on PostgreSQL, Npgsql's own meter has the pool.</summary>
internal sealed class DataMetrics
{
    private readonly Histogram<double> _turn;
    private readonly Counter<long> _slow;

    public DataMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("RoiApp.Api");
        _turn = meter.CreateHistogram<double>("roiapp.data.write_turn.wait", "s", "How long a writer waited for its turn at SQLite.");
        _slow = meter.CreateCounter<long>("roiapp.data.slow_queries", "{query}", "Commands slower than Storage:SlowAfter.");
    }

    public void WaitedForTurn(TimeSpan waited) => _turn.Record(waited.TotalSeconds);

    public void Slow() => _slow.Add(1);
}
