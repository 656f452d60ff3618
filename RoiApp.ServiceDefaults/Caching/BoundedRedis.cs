using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Options;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>
/// The second level as the first one sees it: it never fails, and no look-up waits for it longer than <see cref="CachingOptions.RedisWithin"/> in all.
/// While Redis is away, slow, full or read-only it holds nothing and takes nothing.
/// </summary>
internal sealed class BoundedRedis(RedisConnection redis, RedisState state, CacheStatistics statistics, IOptions<CachingOptions> options, TimeProvider time) : IDistributedCache
{
    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var value = await AskAsync(key, cache => cache.GetAsync(key, token));
        if (value is not null && Lookup.Current is { } lookup && statistics.OfKey(key) is not null)
        {
            lookup.FromRedis = true;
        }
        return value;
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => AskAsync(key, async cache =>
    {
        await cache.SetAsync(key, value, options, token);
        return true;
    });

    public Task RefreshAsync(string key, CancellationToken token = default) => AskAsync(key, async cache =>
    {
        await cache.RefreshAsync(key, token);
        return true;
    });

    public Task RemoveAsync(string key, CancellationToken token = default) => AskAsync(key, async cache =>
    {
        await cache.RemoveAsync(key, token);
        return true;
    });

    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    [SuppressMessage("Design", "CA1031", Justification = "Whatever Redis or its client ends in, the cache does without.")]
    private async Task<T?> AskAsync<T>(string key, Func<IDistributedCache, Task<T>> ask)
    {
        var lookup = Lookup.Current;
        var within = lookup?.RedisLeft ?? options.Value.RedisWithin;
        if (!state.IsUp || within <= TimeSpan.Zero || redis.Cache is not { } cache)
        {
            return default;
        }
        var asked = time.GetTimestamp();
        var answer = ask(cache);
        try
        {
            var value = await answer.WaitAsync(within, time);
            state.Answered();
            return value;
        }
        catch (TimeoutException) when (!answer.IsCompleted)
        {
            Forget(answer);
            lookup?.Spent(within); // All of it, even if the timer's clock, which is coarse, was some milliseconds early.
            statistics.OfKey(key)?.Failed();
            state.WasLate();
            return default;
        }
        catch (Exception e)
        {
            statistics.OfKey(key)?.Failed();
            state.Failed(e);
            return default;
        }
        finally
        {
            lookup?.Spent(time.GetElapsedTime(asked));
        }
    }

    // It may fail yet; nobody is there to hear of it.
    private static void Forget(Task answer) =>
        _ = answer.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
