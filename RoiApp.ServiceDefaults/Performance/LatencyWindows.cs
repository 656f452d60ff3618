namespace RoiApp.ServiceDefaults.Performance;

/// <summary>
/// An operation's durations over the last 1, 5 and 60 minutes. Recording is two or three atomic additions, from any thread, and allocates nothing; the
/// windows are kept beside it by <see cref="RollTo"/>.
/// </summary>
/// <remarks>
/// The counters only ever grow. Every five seconds what they grew by becomes a slot; three of those make one of the five minutes' slots, twelve make one
/// of the hour's. A window is its slots and what came since: it reaches back its length and at most one of its slots more. At worst (every counter
/// hit in every slot) that is 92 slots of 14 KB; ones that are used at all have a few dozen counters.
/// </remarks>
internal sealed class LatencyWindows
{
    /// <summary>How long the shortest slots are.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromSeconds(5);

    /// <summary>Which windows there are, in minutes.</summary>
    public static readonly IReadOnlyList<int> Minutes = [1, 5, 60];

    private const int SlotsOfLongest = 732;

    private readonly Lock _gate = new();
    private readonly uint[] _counts = new uint[LatencyBins.Count];
    private readonly uint[] _rolledCounts = new uint[LatencyBins.Count];
    private readonly SlotRing[] _rings = [new(Slots: 12, Fine: 1), new(Slots: 20, Fine: 3), new(Slots: 60, Fine: 12)];
    private long _nanoseconds;
    private long _failed;
    private long _rolledNanoseconds;
    private long _rolledFailed;
    private long _slot;

    /// <param name="slot">Which slot it is now, counted from when measuring began.</param>
    public LatencyWindows(long slot) => _slot = slot;

    public void Record(long nanoseconds, bool failed)
    {
        Interlocked.Increment(ref _counts[LatencyBins.Of(nanoseconds)]);
        Interlocked.Add(ref _nanoseconds, Math.Clamp(nanoseconds, 0, LatencyBins.MaxNanoseconds));
        if (failed)
        {
            Interlocked.Increment(ref _failed);
        }
    }

    /// <summary>Closes all slots before this one.</summary>
    public void RollTo(long slot)
    {
        lock (_gate)
        {
            if (slot <= _slot)
            {
                return;
            }
            if (slot - _slot > SlotsOfLongest)
            {
                // The process stood still for longer than any window: all that there is is older.
                Array.ForEach(_rings, ring => ring.Clear());
                Since(forget: true);
                _slot = slot;
                return;
            }
            Close(Since(forget: true));
            while (_slot < slot)
            {
                Close(LatencySlot.Empty);
            }
        }
    }

    /// <summary>All that was measured within the window that ends now.</summary>
    /// <param name="window">Index into <see cref="Minutes"/>.</param>
    public LatencySum Sum(int window)
    {
        var sum = new LatencySum();
        lock (_gate)
        {
            foreach (var slot in _rings[window].All().Concat(_rings[0].Last((int)(_slot % _rings[window].Fine))))
            {
                slot.AddTo(sum);
            }
            Since(forget: false).AddTo(sum);
        }
        return sum;
    }

    /// <summary>The window's slots one by one, oldest first.</summary>
    public IReadOnlyList<LatencySlot> Slots(int window)
    {
        lock (_gate)
        {
            return [.. _rings[window].All()];
        }
    }

    /// <summary>From which slot on a window counts, if measuring began with slot 0.</summary>
    public static long FirstSlotOf(int window, long slot) => window switch
    {
        0 => Math.Max(0, slot - 12),
        1 => Math.Max(0, (slot / 3) - 20) * 3,
        _ => Math.Max(0, (slot / 12) - 60) * 12,
    };

    private void Close(LatencySlot latest)
    {
        _rings[0].Add(latest);
        _slot++;
        foreach (var ring in _rings.Skip(1).Where(ring => _slot % ring.Fine == 0))
        {
            ring.Add(LatencySlot.Merge(_rings[0].Last(ring.Fine)));
        }
    }

    // A recording may fall between the reading of its counter and that of the sums: it is whole again with the next slot.
    private LatencySlot Since(bool forget)
    {
        var (counts, nanoseconds, failed) = (new uint[LatencyBins.Count], Volatile.Read(ref _nanoseconds), Volatile.Read(ref _failed));
        for (var bin = 0; bin < counts.Length; bin++)
        {
            counts[bin] = Volatile.Read(ref _counts[bin]);
        }
        var slot = LatencySlot.Between(_rolledCounts, counts, nanoseconds - _rolledNanoseconds, failed - _rolledFailed);
        if (forget)
        {
            counts.CopyTo(_rolledCounts, 0);
            (_rolledNanoseconds, _rolledFailed) = (nanoseconds, failed);
        }
        return slot;
    }

    /// <param name="Slots">How many are kept.</param>
    /// <param name="Fine">Of how many of the shortest each is made.</param>
    private sealed record SlotRing(int Slots, int Fine)
    {
        private readonly Queue<LatencySlot> _slots = new(Slots);

        public void Add(LatencySlot slot)
        {
            if (_slots.Count == Slots)
            {
                _slots.Dequeue();
            }
            _slots.Enqueue(slot);
        }

        public Queue<LatencySlot> All() => _slots;

        public IEnumerable<LatencySlot> Last(int count) => _slots.Skip(Math.Max(0, _slots.Count - count));

        public void Clear() => _slots.Clear();
    }
}
