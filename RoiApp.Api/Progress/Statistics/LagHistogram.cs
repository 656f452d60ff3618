namespace RoiApp.Api.Progress.Statistics;

/// <summary>How long events took, from a microsecond to minutes, in buckets of a sixth each; any thread may add. Says quantiles to within 12 %.</summary>
internal sealed class LagHistogram
{
    private const int PerDoubling = 6;
    private const int Doublings = 27; // Two minutes.

    private readonly long[] _counts = new long[(PerDoubling * Doublings) + 1];
    private long _count;
    private long _maxTicks;

    public long Count => Volatile.Read(ref _count);

    public double MaxMs => new TimeSpan(Volatile.Read(ref _maxTicks)).TotalMilliseconds;

    public void Add(TimeSpan lag)
    {
        var bucket = (int)Math.Clamp(Math.Ceiling(Math.Log2(Math.Max(1, lag.TotalMicroseconds)) * PerDoubling), 0, _counts.Length - 1);
        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Increment(ref _count);
        for (var max = Volatile.Read(ref _maxTicks); lag.Ticks > max; max = Volatile.Read(ref _maxTicks))
        {
            Interlocked.CompareExchange(ref _maxTicks, lag.Ticks, max);
        }
    }

    /// <summary>The upper edge of the bucket that holds the quantile, in milliseconds; null while nothing was added.</summary>
    public double? QuantileMs(double quantile)
    {
        var total = _counts.Sum();
        if (total == 0)
        {
            return null;
        }
        var wanted = Math.Max(1, (long)Math.Ceiling(quantile * total));
        var seen = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= wanted)
            {
                return bucket == _counts.Length - 1 ? MaxMs : Math.Min(Math.Round(Math.Pow(2, (double)bucket / PerDoubling) / 1000, 4), MaxMs);
            }
        }
        return MaxMs;
    }
}
