using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>The way to the cache: each value is computed once however many ask for it at the same time, and every look-up is counted.</summary>
public sealed class Caches(HybridCache hybrid, CacheStatistics statistics, IOptions<CachingOptions> options, TimeProvider time, RedisState? redis = null)
{
    private readonly HybridCache _hybrid = hybrid;
    private readonly CacheStatistics _statistics = statistics;

    /// <summary>False when everything is to be computed anew.</summary>
    public bool IsEnabled => options.Value.Enabled;

    /// <summary>Whether the second level is in use; null when there is none.</summary>
    public bool? RedisIsUp => redis?.IsUp;

    /// <summary>What is kept under the key, or else what <paramref name="create"/> answers.</summary>
    /// <param name="create">Runs to its end even if whoever asked first has gone: others may wait for it, and it is kept for the next. What it throws, all who wait get.</param>
    /// <param name="ct">Ends the wait, not the computation.</param>
    public ValueTask<CachedBytes> GetOrCreateAsync<TState>(CacheKey key, TState state, Func<TState, CancellationToken, ValueTask<CachedBytes>> create, CancellationToken ct)
    {
        if (!IsEnabled)
        {
            return BypassAsync(key.Family, state, create, ct);
        }
        var lookup = new Lookup(options.Value.RedisWithin, time);
        Lookup.Current = lookup;
        ValueTask<CachedBytes> pending;
        try
        {
            pending = _hybrid.GetOrCreateAsync(
                key.Value, new Creation<TState>(this, key, lookup, state, create), static (c, within) => c.RunAsync(within), key.Family.Looked, key.Family.Tags, CancellationToken.None);
        }
        finally
        {
            Lookup.Current = null;
        }
        if (pending.IsCompletedSuccessfully && lookup is { Created: false, FromRedis: false })
        {
            _statistics.Of(key.Family).Hit(CacheLevel.Memory, lookup.Elapsed);
            return pending;
        }
        return WaitAsync(pending.AsTask(), key.Family, lookup, ct);
    }

    /// <summary>Computes without the cache, and counts that.</summary>
    public ValueTask<CachedBytes> BypassAsync<TState>(CacheFamily family, TState state, Func<TState, CancellationToken, ValueTask<CachedBytes>> create, CancellationToken ct)
    {
        _statistics.Of(family).Bypassed();
        return create(state, ct);
    }

    /// <summary>Drops all of a family, here and at the second level.</summary>
    public ValueTask ClearAsync(CacheFamily family, CancellationToken ct) => _hybrid.RemoveByTagAsync(family.Name, ct);

    private async ValueTask<CachedBytes> WaitAsync(Task<CachedBytes> pending, CacheFamily family, Lookup lookup, CancellationToken ct)
    {
        var value = await pending.WaitAsync(ct);
        var figures = _statistics.Of(family);
        if (lookup.Created)
        {
            figures.Missed(lookup.Elapsed);
        }
        else if (lookup.FromRedis)
        {
            figures.Hit(CacheLevel.Redis, lookup.Elapsed);
        }
        else
        {
            figures.Joined(lookup.Elapsed);
        }
        return value;
    }

    private sealed class Creation<TState>(Caches caches, CacheKey key, Lookup lookup, TState state, Func<TState, CancellationToken, ValueTask<CachedBytes>> create)
    {
        public async ValueTask<CachedBytes> RunAsync(CancellationToken ct)
        {
            lookup.Created = true;
            var value = await create(state, ct);
            if (value.IsKept)
            {
                // Before those who wait have it: who asks next finds it.
                await caches._hybrid.SetAsync(key.Value, value, key.Family.Written, key.Family.Tags, ct);
                caches._statistics.Of(key.Family).Stored(value.Bytes.Length);
            }
            return value;
        }
    }
}
