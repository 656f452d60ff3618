using System.Globalization;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace RoiApp.Bench.Cache;

/// <summary>A cache over memory and Redis, one over memory alone, and what both are built of, each holding the same value.</summary>
internal sealed class Levels : IAsyncDisposable
{
    private const string Key = "roi:bench:value";
    private const int InMemory = 10_000;
    private const int OverTheWire = 100;

    private static readonly HybridCacheEntryOptions s_throughMemory = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };
    private static readonly HybridCacheEntryOptions s_brief = new() { Expiration = TimeSpan.FromMinutes(1) };

    private readonly IHost _both;
    private readonly ServiceProvider _memoryAlone;
    private readonly HybridCache _cache;
    private readonly HybridCache _localCache;
    private readonly IDatabase _redis;
    private readonly MemoryCache _bare = new(new MemoryCacheOptions());
    private readonly string _value;
    private readonly byte[] _bytes;
    private long _next;

    private Levels(string connectionString, int bytes)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:cache"] = connectionString;
        builder.AddRedisDistributedCache("cache");
        builder.Services.AddHybridCache();
        _both = builder.Build();
        _memoryAlone = new ServiceCollection().AddHybridCache().Services.BuildServiceProvider();
        _cache = _both.Services.GetRequiredService<HybridCache>();
        _localCache = _memoryAlone.GetRequiredService<HybridCache>();
        _redis = _both.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        _value = new string('x', bytes);
        _bytes = new byte[bytes];
    }

    public static async Task<Levels> StartAsync(string connectionString, int bytes)
    {
        var levels = new Levels(connectionString, bytes);
        await levels._cache.SetAsync(Key, levels._value);
        await levels._cache.SetAsync(Key + ":copied", levels._bytes);
        await levels._redis.StringSetAsync(Key + ":bare", levels._bytes);
        levels._bare.Set(Key, levels._value);
        return levels;
    }

    /// <summary>A value that all callers share.</summary>
    public async Task<long> FindInMemoryAsync()
    {
        for (var i = 0; i < InMemory; i++)
        {
            await _cache.GetOrCreateAsync(Key, Missing<string>);
        }
        return InMemory;
    }

    /// <summary>A value of which each caller gets a copy.</summary>
    public async Task<long> FindCopyInMemoryAsync()
    {
        for (var i = 0; i < InMemory; i++)
        {
            await _cache.GetOrCreateAsync(Key + ":copied", Missing<byte[]>);
        }
        return InMemory;
    }

    public Task<long> FindInBareMemoryAsync()
    {
        for (var i = 0; i < InMemory; i++)
        {
            if (!_bare.TryGetValue(Key, out _))
            {
                throw new InvalidOperationException("The memory cache has lost the value.");
            }
        }
        return Task.FromResult<long>(InMemory);
    }

    public async Task<long> FindInRedisAsync()
    {
        for (var i = 0; i < OverTheWire; i++)
        {
            await _cache.GetOrCreateAsync(Key, Missing<string>, s_throughMemory);
        }
        return OverTheWire;
    }

    public async Task<long> GetFromRedisAsync()
    {
        for (var i = 0; i < OverTheWire; i++)
        {
            await _redis.StringGetAsync(Key + ":bare");
        }
        return OverTheWire;
    }

    /// <summary>Looked for at both levels, made in no time, kept at both: the write to Redis goes on behind the caller, and is part of what the next one pays.</summary>
    public async Task<long> MissAsync()
    {
        for (var i = 0; i < OverTheWire; i++)
        {
            await _cache.GetOrCreateAsync(NewKey(), _value, static (value, _) => ValueTask.FromResult(value), s_brief);
        }
        return OverTheWire;
    }

    public async Task<long> MissInMemoryAsync()
    {
        for (var i = 0; i < InMemory / 10; i++)
        {
            await _localCache.GetOrCreateAsync(NewKey(), _value, static (value, _) => ValueTask.FromResult(value), s_brief);
        }
        ((MemoryCache)_memoryAlone.GetRequiredService<IMemoryCache>()).Clear();
        return InMemory / 10;
    }

    public Task<long> SetInBareMemoryAsync()
    {
        for (var i = 0; i < InMemory / 10; i++)
        {
            var key = NewKey();
            if (!_bare.TryGetValue(key, out _))
            {
                _bare.Set(key, _value, TimeSpan.FromMinutes(1));
            }
        }
        _bare.Clear();
        _bare.Set(Key, _value);
        return Task.FromResult<long>(InMemory / 10);
    }

    public async ValueTask DisposeAsync()
    {
        await _memoryAlone.DisposeAsync();
        _bare.Dispose();
        _both.Dispose();
    }

    private string NewKey() => string.Create(CultureInfo.InvariantCulture, $"roi:bench:{++_next}");

    private static ValueTask<T> Missing<T>(CancellationToken ct) => throw new InvalidOperationException("The cache has lost the value.");
}
