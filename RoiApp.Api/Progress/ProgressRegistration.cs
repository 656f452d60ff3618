using RoiApp.Api.Data;
using RoiApp.Api.Progress.Sockets;
using RoiApp.Api.Progress.Statistics;

namespace RoiApp.Api.Progress;

internal static class ProgressRegistration
{
    /// <summary>The event log and its feed; notices between replicas by Redis when a connection string named <c>cache</c> is there, else by PostgreSQL.</summary>
    public static WebApplicationBuilder AddProgress(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProgressOptions>().BindConfiguration(ProgressOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ProgressMetrics>();
        builder.Services.AddSingleton<ConnectionMetrics>();
        builder.Services.AddSingleton<EventFeed>();
        builder.Services.AddSingleton<EventLog>();
        builder.Services.AddSingleton<Watching>();
        builder.Services.AddSingleton<OwnerLog>();
        builder.Services.AddSingleton<WorkflowChanges>();
        builder.Services.AddSingleton<LogPoller>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LogPoller>());
        builder.Services.AddSingleton<QueueLine>();
        builder.Services.AddHostedService(services => services.GetRequiredService<QueueLine>());
        AddNotices(builder);
        builder.Services.AddSingleton<EventPrune>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventPrune>());
        return builder;
    }

    public static IEndpointRouteBuilder MapProgress(this IEndpointRouteBuilder routes)
    {
        routes.MapSse();
        routes.MapSockets();
        return routes;
    }

    private static void AddNotices(WebApplicationBuilder builder)
    {
        var byRedis = builder.Configuration.GetConnectionString("cache") is { Length: > 0 };
        var onPostgres = StorageOptions.UsesPostgres(builder.Configuration);
        builder.Services.AddSingleton<NoticeInbox>();
        builder.Services.AddSingleton(services => new NoticeState(byRedis, services.GetService<PostgresNotices>()));
        if (onPostgres)
        {
            builder.Services.AddSingleton<NotifyNotices>();
            builder.Services.AddSingleton(services => new NoticeChannel(NotifyNotices.Channel, word => services.GetRequiredService<NotifyNotices>().Receive(word)));
        }
        if (byRedis)
        {
            // Redis may be away and traffic be sent here all the same: the cache's own check says how it is.
            builder.AddRedisClient("cache", settings => settings.DisableHealthChecks = true, configureOptions: options => options.AbortOnConnectFail = false);
            builder.Services.AddHostedService<RedisNotices>();
        }
        else if (onPostgres)
        {
            builder.Services.AddHostedService<NotifyAlone>();
        }
    }
}
