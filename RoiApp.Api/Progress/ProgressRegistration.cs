namespace RoiApp.Api.Progress;

internal static class ProgressRegistration
{
    /// <summary>The event log and its feed; notices between replicas by Redis when a connection string named <c>cache</c> is there.</summary>
    public static WebApplicationBuilder AddProgress(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProgressOptions>().BindConfiguration(ProgressOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ProgressMetrics>();
        builder.Services.AddSingleton<EventFeed>();
        builder.Services.AddSingleton<EventLog>();
        builder.Services.AddSingleton<Watching>();
        builder.Services.AddSingleton<WorkflowChanges>();
        builder.Services.AddSingleton<NoticeState>();
        if (builder.Configuration.GetConnectionString("cache") is { Length: > 0 })
        {
            builder.AddRedisClient("cache", configureOptions: options => options.AbortOnConnectFail = false);
            builder.Services.AddHostedService<RedisNotices>();
        }
        builder.Services.AddSingleton<LogPoller>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LogPoller>());
        builder.Services.AddSingleton<QueueLine>();
        builder.Services.AddHostedService(services => services.GetRequiredService<QueueLine>());
        builder.Services.AddSingleton<EventPrune>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventPrune>());
        return builder;
    }
}
