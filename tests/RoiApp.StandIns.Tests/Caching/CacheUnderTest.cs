using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RoiApp.StandIns.Tests.Caching;

/// <summary>A <see cref="HybridCache"/> as a program registers it, and what it said.</summary>
internal sealed class CacheUnderTest : IDisposable
{
    private readonly ServiceProvider _services;
    private int _made;

    public CacheUnderTest(
        IDistributedCache? second = null, TestTime? time = null, Action<HybridCacheOptions>? options = null, Action<IServiceCollection>? configure = null, long? memory = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders().AddProvider(Log));
        services.AddMemoryCache(o => (o.Clock, o.SizeLimit) = (time, memory));
        if (time is not null)
        {
            services.AddSingleton<TimeProvider>(time);
        }

        if (second is not null)
        {
            services.AddSingleton(second);
        }

        services.AddHybridCache(options ?? (_ => { }));
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
        Cache = _services.GetRequiredService<HybridCache>();
    }

    public HybridCache Cache { get; }

    public LogLines Log { get; } = new();

    public IServiceProvider Services => _services;

    /// <summary>How often <see cref="AskAsync"/> had to make a value.</summary>
    public int Made => Volatile.Read(ref _made);

    /// <summary>Asks for a key whose values are 1, 2, 3… as often as they are made.</summary>
    public ValueTask<int> AskAsync(string key, CancellationToken ct, HybridCacheEntryOptions? options = null, params string[] tags) =>
        Cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(Interlocked.Increment(ref _made)), options, tags, ct);

    /// <summary>Forgets what is in memory, as a restart would, and keeps the second level.</summary>
    public void ForgetMemory() => ((MemoryCache)_services.GetRequiredService<IMemoryCache>()).Clear();

    public void Dispose() => _services.Dispose();
}
