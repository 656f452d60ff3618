namespace RoiApp.ServiceDefaults.Performance;

/// <summary>Slots added up, to be asked for quantiles.</summary>
internal sealed class LatencySum
{
    private readonly long[] _counts = new long[LatencyBins.Count];

    public long Count { get; private set; }

    public long Nanoseconds { get; set; }

    public long Failed { get; set; }

    public double? MeanMs => Count == 0 ? null : Nanoseconds / 1e6 / Count;

    public double? MaxMs => QuantileMs(1);

    public void Add(int bin, long count)
    {
        _counts[bin] += count;
        Count += count;
    }

    public uint[] Counts() => Array.ConvertAll(_counts, count => (uint)count);

    /// <summary>
    /// What the given share of all durations did not exceed, by nearest rank: the smallest duration that at least ⌈quantile · count⌉ of them are no longer
    /// than. To within <see cref="LatencyBins.RelativeError"/>, in milliseconds; null while there is none.
    /// </summary>
    public double? QuantileMs(double quantile)
    {
        if (Count == 0)
        {
            return null;
        }
        var rank = Math.Clamp((long)Math.Ceiling(quantile * Count), 1, Count);
        var bin = 0;
        for (var seen = _counts[0]; seen < rank; seen += _counts[bin])
        {
            bin++;
        }
        return LatencyBins.MiddleOf(bin) / 1e6;
    }
}
