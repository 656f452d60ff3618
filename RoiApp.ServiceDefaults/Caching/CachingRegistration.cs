using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>Adds the cache to a service.</summary>
public static class CachingRegistration
{
    private const string ConnectionName = "cache";

    /// <summary>Memory, and Redis behind it when a connection string named <c>cache</c> is there. Without Redis, and whenever it goes, memory alone.</summary>
    public static TBuilder AddCaching<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<CachingOptions>().BindConfiguration(CachingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CacheStatistics>();
        services.AddSingleton<IMemoryCache>(provider => new CountedMemory(
            new MemoryCache(new MemoryCacheOptions { SizeLimit = provider.GetRequiredService<IOptions<CachingOptions>>().Value.MaxMemoryBytes }),
            provider.GetRequiredService<CacheStatistics>()));
        if (builder.Configuration.GetConnectionString(ConnectionName) is { Length: > 0 })
        {
            AddRedis(builder);
        }
        services.AddHybridCache().AddSerializer<CachedBytes, CachedBytesSerializer>();
        services.AddOptions<HybridCacheOptions>().Configure<IOptions<CachingOptions>>((hybrid, ours) => hybrid.MaximumPayloadBytes = ours.Value.MaxEntryBytes);
        services.AddSingleton<Caches>();
        services.AddHealthChecks().AddCheck<CacheCheck>("cache");
        return builder;
    }

    private static void AddRedis(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddRedisDistributedCache(ConnectionName, settings => settings.DisableHealthChecks = true, options => options.AbortOnConnectFail = false);
        var unbounded = services.Last(d => d.ServiceType == typeof(IDistributedCache) && !d.IsKeyedService);
        services.Remove(unbounded);
        services.AddKeyedSingleton(RedisConnection.Unbounded, (provider, _) => (IDistributedCache)(
            unbounded.ImplementationInstance ?? unbounded.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, unbounded.ImplementationType!)));
        services.AddSingleton<RedisState>();
        services.AddSingleton<RedisConnection>();
        services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        services.AddSingleton<IDistributedCache, BoundedRedis>();
    }
}
