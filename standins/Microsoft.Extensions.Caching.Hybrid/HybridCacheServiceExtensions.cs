using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static class HybridCacheServiceExtensions
{
    /// <summary>Registers the <see cref="HybridCache"/>: memory in front and, when an <c>IDistributedCache</c> is registered, that one behind.</summary>
    public static IHybridCacheBuilder AddHybridCache(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<HybridCache>(provider =>
            new DefaultHybridCache(provider.GetRequiredService<IOptions<HybridCacheOptions>>().Value, provider));
        return WithParts(services);
    }

    public static IHybridCacheBuilder AddHybridCache(this IServiceCollection services, Action<HybridCacheOptions> setupAction)
    {
        ArgumentNullException.ThrowIfNull(setupAction);
        var builder = services.AddHybridCache();
        services.Configure(setupAction);
        return builder;
    }

    public static IHybridCacheBuilder AddKeyedHybridCache(this IServiceCollection services, object? serviceKey) =>
        services.AddKeyedHybridCache(serviceKey, NameOf(serviceKey));

    public static IHybridCacheBuilder AddKeyedHybridCache(this IServiceCollection services, object? serviceKey, Action<HybridCacheOptions> setupAction) =>
        services.AddKeyedHybridCache(serviceKey, NameOf(serviceKey), setupAction);

    /// <summary>Registers a <see cref="HybridCache"/> of its own options under a key. Caches of one provider share their memory: keys of entries must differ.</summary>
    public static IHybridCacheBuilder AddKeyedHybridCache(this IServiceCollection services, object? serviceKey, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(optionsName);
        services.AddKeyedSingleton<HybridCache>(serviceKey, (provider, _) =>
            new DefaultHybridCache(provider.GetRequiredService<IOptionsMonitor<HybridCacheOptions>>().Get(optionsName), provider));
        return WithParts(services);
    }

    public static IHybridCacheBuilder AddKeyedHybridCache(
        this IServiceCollection services, object? serviceKey, string optionsName, Action<HybridCacheOptions> setupAction)
    {
        ArgumentNullException.ThrowIfNull(setupAction);
        var builder = services.AddKeyedHybridCache(serviceKey, optionsName);
        services.Configure(optionsName, setupAction);
        return builder;
    }

    private static string NameOf(object? serviceKey) => serviceKey?.ToString() ?? Options.Options.DefaultName;

    private static HybridCacheBuilder WithParts(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions();
        services.AddMemoryCache();
        services.TryAddSingleton<IHybridCacheSerializerFactory, JsonSerializers>();
        services.TryAddSingleton<IHybridCacheSerializer<string>>(new TextSerializer());
        services.TryAddSingleton<IHybridCacheSerializer<byte[]>>(new BytesSerializer());
        return new(services);
    }
}
