using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

public static class AspireRedisExtensions
{
    private const string Section = "Aspire:StackExchange:Redis";
    private const string HealthCheckName = "StackExchange.Redis";

    /// <summary>
    /// Registers an <see cref="IConnectionMultiplexer"/> for the connection string of this name, and a health check. It connects when first asked
    /// for; a Redis that is away then is no error: the multiplexer goes on trying.
    /// </summary>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        Add(builder, connectionName, serviceKey: null, configureSettings, configureOptions);

    /// <summary>The same under a key, which is the connection's name: one for each Redis of several.</summary>
    public static void AddKeyedRedisClient(
        this IHostApplicationBuilder builder,
        string name,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null) =>
        Add(builder, name, serviceKey: name, configureSettings, configureOptions);

    private static void Add(
        IHostApplicationBuilder builder,
        string connectionName,
        object? serviceKey,
        Action<StackExchangeRedisSettings>? configureSettings,
        Action<ConfigurationOptions>? configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var section = builder.Configuration.GetSection(Section);
        var settings = new StackExchangeRedisSettings();
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        if (builder.Configuration.GetConnectionString(connectionName) is { } connectionString)
        {
            settings.ConnectionString = connectionString;
        }

        configureSettings?.Invoke(settings);
        builder.Services.Add(new ServiceDescriptor(typeof(IConnectionMultiplexer), serviceKey, (services, _) => Connection(services), ServiceLifetime.Singleton));
        if (!settings.DisableHealthChecks)
        {
            var name = serviceKey is null ? HealthCheckName : $"{HealthCheckName}_{connectionName}";
            builder.Services.Configure<HealthCheckServiceOptions>(health =>
            {
                if (!health.Registrations.Any(check => check.Name == name))
                {
                    health.Registrations.Add(new(name, services => new RedisHealthCheck(services, serviceKey), failureStatus: null, tags: null));
                }
            });
            builder.Services.AddHealthChecks();
        }

        ConnectionMultiplexer Connection(IServiceProvider services)
        {
            var options = ReadOptions(settings.ConnectionString);
            section.GetSection("ConfigurationOptions").Bind(options);
            section.GetSection(connectionName).GetSection("ConfigurationOptions").Bind(options);
            configureOptions?.Invoke(options);
            return Connect(options, connectionName, services.GetRequiredService<ILoggerFactory>());
        }
    }

    private static ConfigurationOptions ReadOptions(string? connectionString)
    {
        if (connectionString is null)
        {
            return new();
        }

        var options = ConfigurationOptions.Parse(connectionString);
        if (!connectionString.Contains("abortConnect", StringComparison.OrdinalIgnoreCase))
        {
            options.AbortOnConnectFail = false; // Unless asked for, the absence of Redis is to be got over.
        }

        return options;
    }

    private static ConnectionMultiplexer Connect(ConfigurationOptions options, string connectionName, ILoggerFactory loggers)
    {
        if (options.EndPoints.Count == 0)
        {
            throw new InvalidOperationException(
                $"No endpoints specified. Ensure a valid connection string was provided in 'ConnectionStrings:{connectionName}' or for the '{Section}:ConnectionString' configuration key.");
        }

        var logger = loggers.CreateLogger("StackExchange.Redis.ConnectionMultiplexer");
        var multiplexer = ConnectionMultiplexer.Connect(options);
        if (!multiplexer.IsConnected)
        {
            RedisLog.Away(logger, string.Join(", ", options.EndPoints));
        }

        multiplexer.ConnectionFailed += (_, failure) => RedisLog.ConnectionFailed(logger, failure.EndPoint, failure.ConnectionType, failure.FailureType);
        multiplexer.ConnectionRestored += (_, restored) => RedisLog.ConnectionRestored(logger, restored.EndPoint, restored.ConnectionType);
        return multiplexer;
    }
}
