using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace Aspire.StackExchange.Redis.DistributedCaching;

/// <summary>
/// Entries as hashes of Redis, laid out as Microsoft.Extensions.Caching.StackExchangeRedis lays them out (<c>absexp</c> and <c>sldexp</c> in ticks,
/// -1 for none, and <c>data</c>), so that both can share a server.
/// </summary>
/// <remarks>Safe for concurrent use. No answer within the client's own time limit is a <see cref="TimeoutException"/>.</remarks>
internal sealed class RedisDistributedCache(Func<IConnectionMultiplexer> connect, TimeProvider time) : IBufferDistributedCache
{
    private const long None = -1;

    private static readonly RedisValue s_absolute = "absexp";
    private static readonly RedisValue s_sliding = "sldexp";
    private static readonly RedisValue s_data = "data";
    private static readonly RedisValue[] s_times = [s_absolute, s_sliding];
    private static readonly RedisValue[] s_all = [s_absolute, s_sliding, s_data];

    // The first one to ask waits for the connection, not the one who registers.
    private readonly Lazy<IConnectionMultiplexer> _redis = new(connect, LazyThreadSafetyMode.PublicationOnly);

    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var entry = await AskAsync(redis => redis.HashGetAsync(key, s_all), token).ConfigureAwait(false);
        if (entry[2].IsNull)
        {
            return null;
        }

        await SlideAsync(key, entry, token).ConfigureAwait(false);
        return (byte[]?)entry[2];
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        var now = time.GetUtcNow();
        var absolute = options.AbsoluteExpirationRelativeToNow is { } relative ? now + relative : options.AbsoluteExpiration;
        if (absolute <= now)
        {
            throw new ArgumentOutOfRangeException(nameof(options), absolute, "The absolute expiration must be in the future.");
        }

        HashEntry[] fields =
        [
            new(s_absolute, absolute?.UtcTicks ?? None),
            new(s_sliding, options.SlidingExpiration?.Ticks ?? None),
            new(s_data, value),
        ];
        var lifetime = Lifetime(now, absolute, options.SlidingExpiration);
        await AskAsync(
            redis =>
            {
                // Together, or a crash between the two would leave an entry for ever.
                var both = redis.CreateTransaction();
                _ = both.HashSetAsync(key, fields);
                _ = lifetime is { } expiry ? both.KeyExpireAsync(key, expiry) : both.KeyPersistAsync(key);
                return both.ExecuteAsync();
            },
            token).ConfigureAwait(false);
    }

    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    public async Task RefreshAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var entry = await AskAsync(redis => redis.HashGetAsync(key, s_times), token).ConfigureAwait(false);
        await SlideAsync(key, entry, token).ConfigureAwait(false);
    }

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await AskAsync(redis => redis.KeyDeleteAsync(key), token).ConfigureAwait(false);
    }

    public bool TryGet(string key, IBufferWriter<byte> destination) => TryGetAsync(key, destination).AsTask().GetAwaiter().GetResult();

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (await GetAsync(key, token).ConfigureAwait(false) is not { } value)
        {
            return false;
        }

        destination.Write(value);
        return true;
    }

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => Set(key, value.ToArray(), options);

    public async ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await SetAsync(key, value.ToArray(), options, token).ConfigureAwait(false);

    private static TimeSpan? Lifetime(DateTimeOffset now, DateTimeOffset? absolute, TimeSpan? sliding) =>
        (absolute - now, sliding) switch
        {
            ({ } rest, { } window) => rest < window ? rest : window,
            (var rest, var window) => rest ?? window,
        };

    private async Task SlideAsync(string key, RedisValue[] times, CancellationToken ct)
    {
        if (times[1].IsNull || (long)times[1] == None)
        {
            return;
        }

        var absolute = times[0].IsNull || (long)times[0] == None ? (DateTimeOffset?)null : new DateTimeOffset((long)times[0], TimeSpan.Zero);
        var lifetime = Lifetime(time.GetUtcNow(), absolute, TimeSpan.FromTicks((long)times[1]));
        await AskAsync(redis => redis.KeyExpireAsync(key, lifetime), ct).ConfigureAwait(false);
    }

    /// <remarks>Version 1 of the client gives asynchronous commands no time limit of their own.</remarks>
    private Task<T> AskAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var redis = _redis.Value;
        return command(redis.GetDatabase()).WaitAsync(TimeSpan.FromMilliseconds(redis.TimeoutMilliseconds), ct);
    }
}
