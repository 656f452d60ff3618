namespace RoiApp.Api.Edge.Rates;

internal static class RatesRegistration
{
    /// <summary>Counts requests: in Redis when a connection string named <c>cache</c> is there, else in memory.</summary>
    public static WebApplicationBuilder AddRates(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RateOptions>().BindConfiguration(RateOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Callers>();
        builder.Services.AddSingleton<MemoryCounter>();
        if (builder.Configuration.GetConnectionString("cache") is { Length: > 0 })
        {
            builder.Services.AddSingleton<IRequestCounter, RedisCounter>();
        }
        else
        {
            builder.Services.AddSingleton<IRequestCounter>(services => services.GetRequiredService<MemoryCounter>());
        }
        return builder;
    }
}
