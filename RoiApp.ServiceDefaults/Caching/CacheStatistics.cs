using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>Where a value was found.</summary>
public enum CacheLevel
{
    Memory,
    Redis,
}

/// <summary>What the cache did since the start, family by family; the same as metrics, by <c>cache_type</c>.</summary>
/// <remarks>Named as Prometheus users expect them (<c>cache_hits_total{cache_type}</c>), not <c>roiapp.…</c>.</remarks>
public sealed class CacheStatistics
{
    public const string MeterName = "RoiApp.Caching";

    private readonly FrozenDictionary<string, FamilyStatistics> _families;

    public CacheStatistics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var instruments = new CacheInstruments(meters.Create(MeterName));
        _families = CacheFamilies.All.ToFrozenDictionary(f => f.Name, f => new FamilyStatistics(instruments, f.Name), StringComparer.Ordinal);
    }

    public FamilyStatistics Of(CacheFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        return _families[family.Name];
    }

    /// <summary>By a key as the levels see it; null for a key that is none of ours.</summary>
    internal FamilyStatistics? OfKey(string key)
    {
        if (!key.StartsWith(CacheFamily.KeyStart, StringComparison.Ordinal))
        {
            return null;
        }
        var name = key.AsSpan(CacheFamily.KeyStart.Length);
        var end = name.IndexOf(':');
        return end > 0 && _families.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..end], out var family) ? family : null;
    }
}

/// <summary>The figures of one family. Any thread.</summary>
public sealed class FamilyStatistics
{
    private readonly CacheInstruments _instruments;
    private readonly TagList _family;
    private long _memoryHits;
    private long _redisHits;
    private long _misses;
    private long _joins;
    private long _bypasses;
    private long _storedBytes;
    private long _evictions;
    private long _errors;
    private long _hitTicks;
    private long _missTicks;

    internal FamilyStatistics(CacheInstruments instruments, string family) => (_instruments, _family) = (instruments, new() { { "cache_type", family } });

    /// <summary>What has been counted so far. Each figure is right; taken together they may be a look-up apart.</summary>
    public FamilyFigures Read() => new(
        Volatile.Read(ref _memoryHits), Volatile.Read(ref _redisHits), Volatile.Read(ref _misses), Volatile.Read(ref _joins), Volatile.Read(ref _bypasses),
        Volatile.Read(ref _storedBytes), Volatile.Read(ref _evictions), Volatile.Read(ref _errors), new(Volatile.Read(ref _hitTicks)), new(Volatile.Read(ref _missTicks)));

    internal void Hit(CacheLevel level, TimeSpan took)
    {
        Interlocked.Increment(ref level == CacheLevel.Memory ? ref _memoryHits : ref _redisHits);
        Interlocked.Add(ref _hitTicks, took.Ticks);
        _instruments.Hits.Add(1, With("level", level == CacheLevel.Memory ? "memory" : "redis"));
        _instruments.Duration.Record(took.TotalSeconds, With("outcome", "hit"));
    }

    internal void Missed(TimeSpan took)
    {
        Interlocked.Increment(ref _misses);
        Interlocked.Add(ref _missTicks, took.Ticks);
        _instruments.Misses.Add(1, _family);
        _instruments.Duration.Record(took.TotalSeconds, With("outcome", "miss"));
    }

    internal void Joined(TimeSpan took)
    {
        Interlocked.Increment(ref _joins);
        _instruments.Joins.Add(1, _family);
        _instruments.Duration.Record(took.TotalSeconds, With("outcome", "join"));
    }

    internal void Bypassed()
    {
        Interlocked.Increment(ref _bypasses);
        _instruments.Bypasses.Add(1, _family);
    }

    internal void Stored(int bytes)
    {
        Interlocked.Add(ref _storedBytes, bytes);
        _instruments.Bytes.Add(bytes, _family);
    }

    internal void Evicted()
    {
        Interlocked.Increment(ref _evictions);
        _instruments.Evictions.Add(1, _family);
    }

    internal void Failed()
    {
        Interlocked.Increment(ref _errors);
        _instruments.Errors.Add(1, _family);
    }

    private TagList With(string name, string value)
    {
        var tags = _family;
        tags.Add(name, value);
        return tags;
    }
}

/// <param name="MemoryHits">Found in this process.</param>
/// <param name="RedisHits">Found at the second level.</param>
/// <param name="Misses">Computed.</param>
/// <param name="Joins">Waited for what another had begun to compute.</param>
/// <param name="Bypasses">Computed without looking, because the cache was off or could not be trusted.</param>
/// <param name="StoredBytes">Put in, over all time.</param>
/// <param name="Evictions">Dropped for want of memory.</param>
/// <param name="Errors">Calls to Redis that failed or took too long.</param>
/// <param name="HitTime">Of all hits together.</param>
/// <param name="MissTime">Of all misses together.</param>
public readonly record struct FamilyFigures(
    long MemoryHits, long RedisHits, long Misses, long Joins, long Bypasses, long StoredBytes, long Evictions, long Errors, TimeSpan HitTime, TimeSpan MissTime)
{
    public long Hits => MemoryHits + RedisHits;

    /// <summary>0 to 1: of the look-ups that did not wait for another's, how many computed nothing; null before the first.</summary>
    public double? HitRate => Hits + Misses > 0 ? (double)Hits / (Hits + Misses) : null;
}

internal sealed class CacheInstruments(Meter meter)
{
    public Counter<long> Hits { get; } = meter.CreateCounter<long>("cache.hits", "{hit}", "Look-ups that computed nothing, by family and level.");

    public Counter<long> Misses { get; } = meter.CreateCounter<long>("cache.misses", "{miss}", "Look-ups that computed.");

    public Counter<long> Joins { get; } = meter.CreateCounter<long>("cache.joins", "{lookup}", "Look-ups that waited for what another computed.");

    public Counter<long> Bypasses { get; } = meter.CreateCounter<long>("cache.bypasses", "{lookup}", "Computed without looking: the cache was off, or could not be trusted.");

    public Counter<long> Bytes { get; } = meter.CreateCounter<long>("cache.stored", "By", "Bytes of values put in.");

    public Counter<long> Evictions { get; } = meter.CreateCounter<long>("cache.evictions", "{entry}", "Entries dropped for want of memory.");

    public Counter<long> Errors { get; } = meter.CreateCounter<long>("cache.errors", "{call}", "Calls to the second level that failed or took too long.");

    public Histogram<double> Duration { get; } = meter.CreateHistogram<double>("cache.lookup.duration", "s", "How long look-ups took, by outcome.");
}
