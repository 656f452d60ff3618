using System.Collections.Concurrent;

namespace RoiApp.Api.Edge.Rates;

/// <summary>Counts in this process.</summary>
internal sealed class MemoryCounter(TimeProvider time) : IRequestCounter
{
    /// <summary>Past it, those who are new are counted together: many addresses must not cost memory without end.</summary>
    public const int MaxPartitions = 20_000;

    private readonly ConcurrentDictionary<string, Partition> _partitions = new(StringComparer.Ordinal);
    private long _sweptAt;

    public int Partitions => _partitions.Count;

    public ValueTask<Count> TakeAsync(string partition, int limit, CancellationToken ct)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!_partitions.TryGetValue(partition, out var counts))
        {
            Sweep(now);
            counts = _partitions.GetOrAdd(_partitions.Count < MaxPartitions ? partition : "", _ => new());
        }
        return new(counts.Take(limit, now));
    }

    private void Sweep(long now)
    {
        var swept = Volatile.Read(ref _sweptAt);
        if (now - swept < Window.SegmentMs || Interlocked.CompareExchange(ref _sweptAt, now, swept) != swept)
        {
            return;
        }
        foreach (var (partition, counts) in _partitions)
        {
            if (counts.IsForgotten(now))
            {
                _partitions.TryRemove(new(partition, counts)); // A count that comes at this very moment is lost with it: one request of many.
            }
        }
    }

    /// <summary>The last segments of somebody, in a ring.</summary>
    private sealed class Partition
    {
        private readonly int[] _counts = new int[Window.Segments + 1];
        private long _newest;

        public Count Take(int limit, long now)
        {
            lock (_counts)
            {
                var segment = now / Window.SegmentMs;
                if (segment > _newest)
                {
                    for (var i = Math.Max(_newest + 1, segment - Window.Segments); i <= segment; i++)
                    {
                        _counts[i % _counts.Length] = 0;
                    }
                    _newest = segment;
                }
                var used = _counts.Sum();
                var passes = used < limit;
                if (passes)
                {
                    _counts[_newest % _counts.Length]++;
                    used++;
                }
                var oldest = _newest - Window.Segments;
                while (oldest < _newest && _counts[oldest % _counts.Length] == 0)
                {
                    oldest++;
                }
                return new(passes, limit - used, TimeSpan.FromMilliseconds((oldest * Window.SegmentMs) + Window.ForgottenAfterMs - now));
            }
        }

        public bool IsForgotten(long now)
        {
            lock (_counts)
            {
                return now - (_newest * Window.SegmentMs) >= Window.ForgottenAfterMs;
            }
        }
    }
}
