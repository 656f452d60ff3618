namespace RoiApp.ServiceDefaults.Performance;

/// <summary>What was measured between two moments. It never changes, and takes six bytes for each counter that is not zero.</summary>
internal sealed class LatencySlot
{
    public static readonly LatencySlot Empty = new([], [], 0, 0);

    private readonly ushort[] _bins;
    private readonly uint[] _counts;
    private readonly long _nanoseconds;
    private readonly long _failed;

    private LatencySlot(ushort[] bins, uint[] counts, long nanoseconds, long failed) => (_bins, _counts, _nanoseconds, _failed) = (bins, counts, nanoseconds, failed);

    /// <summary>How much was counted from one reading of all counters to the next; they may have wrapped in between.</summary>
    public static LatencySlot Between(uint[] before, uint[] after, long nanoseconds, long failed)
    {
        var filled = 0;
        for (var bin = 0; bin < after.Length; bin++)
        {
            filled += after[bin] == before[bin] ? 0 : 1;
        }
        if (filled == 0)
        {
            return Empty;
        }
        var (bins, counts, next) = (new ushort[filled], new uint[filled], 0);
        for (var bin = 0; bin < after.Length; bin++)
        {
            if (after[bin] != before[bin])
            {
                (bins[next], counts[next++]) = ((ushort)bin, unchecked(after[bin] - before[bin]));
            }
        }
        return new(bins, counts, nanoseconds, failed);
    }

    public static LatencySlot Merge(IEnumerable<LatencySlot> slots)
    {
        var sum = new LatencySum();
        foreach (var slot in slots)
        {
            slot.AddTo(sum);
        }
        return Between(new uint[LatencyBins.Count], sum.Counts(), sum.Nanoseconds, sum.Failed);
    }

    public long Count => _counts.Sum(count => (long)count);

    /// <summary>As <see cref="LatencySum.QuantileMs"/>.</summary>
    public double? QuantileMs(double quantile)
    {
        var count = Count;
        if (count == 0)
        {
            return null;
        }
        var rank = Math.Clamp((long)Math.Ceiling(quantile * count), 1, count);
        var at = 0;
        for (long seen = _counts[0]; seen < rank; seen += _counts[at])
        {
            at++;
        }
        return LatencyBins.MiddleOf(_bins[at]) / 1e6;
    }

    public void AddTo(LatencySum sum)
    {
        for (var i = 0; i < _bins.Length; i++)
        {
            sum.Add(_bins[i], _counts[i]);
        }
        sum.Nanoseconds += _nanoseconds;
        sum.Failed += _failed;
    }
}
