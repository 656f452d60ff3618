using System.Diagnostics.Metrics;

namespace RoiApp.Api.Data;

/// <summary>What the database tells operators; on PostgreSQL, Npgsql's own meter has the pool.</summary>
internal sealed class DataMetrics
{
    private readonly Histogram<double> _turn;
    private readonly Counter<long> _slow;
    private readonly Histogram<double> _query;

    public DataMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("RoiApp.Api");
        _turn = meter.CreateHistogram<double>("roiapp.data.write_turn.wait", "s", "How long a writer waited for its turn at SQLite.");
        _slow = meter.CreateCounter<long>("roiapp.data.slow_queries", "{query}", "Commands slower than Storage:SlowAfter.");
        _query = meter.CreateHistogram<double>("roiapp.data.query.duration", "s", "From sending a command until its first row is there, by verb and table.");
    }

    public void WaitedForTurn(TimeSpan waited) => _turn.Record(waited.TotalSeconds);

    /// <param name="outcome"><c>completed</c> or <c>failed</c>.</param>
    public void Queried(string sql, TimeSpan took, string outcome)
    {
        if (_query.Enabled)
        {
            _query.Record(took.TotalSeconds, new KeyValuePair<string, object?>("query", SqlFamily.Of(sql)), new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    public void Slow() => _slow.Add(1);
}
