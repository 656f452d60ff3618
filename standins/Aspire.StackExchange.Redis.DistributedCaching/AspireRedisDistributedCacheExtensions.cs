using Aspire.StackExchange.Redis;
using Aspire.StackExchange.Redis.DistributedCaching;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

public static class AspireRedisDistributedCacheExtensions
{
    /// <summary>Registers a Redis client by <c>AddRedisClient</c> and an <see cref="IDistributedCache"/> over it.</summary>
    public static void AddRedisDistributedCache(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        builder.AddRedisClient(connectionName, configureSettings, configureOptions);
        builder.Services.AddSingleton<IDistributedCache>(services => new RedisDistributedCache(services.GetRequiredService<IConnectionMultiplexer>, Time(services)));
    }

    /// <summary>The same over a Redis client of its own, kept under a key; the <see cref="IDistributedCache"/> itself has no key, as in the package.</summary>
    public static void AddKeyedRedisDistributedCache(
        this IHostApplicationBuilder builder,
        string name,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        builder.AddKeyedRedisClient(name, configureSettings, configureOptions);
        builder.Services.AddSingleton<IDistributedCache>(services =>
            new RedisDistributedCache(() => services.GetRequiredKeyedService<IConnectionMultiplexer>(name), Time(services)));
    }

    private static TimeProvider Time(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;
}
