using RoiApp.Api.Data;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Caching;

internal static class ApiCachingRegistration
{
    /// <summary>The cache, and what tells whether it may be asked for what rows say.</summary>
    public static WebApplicationBuilder AddApiCaching(this WebApplicationBuilder builder)
    {
        builder.AddCaching();
        builder.Services.AddSingleton<RowVersions>();
        builder.Services.AddSingleton<CachedRows>();
        builder.Services.AddSingleton<CacheClearing>();
        builder.Services.AddSingleton<ChangeNotices>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ChangeNotices>());
        if (StorageOptions.UsesPostgres(builder.Configuration))
        {
            builder.Services.AddSingleton(services => new NoticeChannel(ChangeNotices.Channel, word => services.GetRequiredService<ChangeNotices>().Receive(word)));
        }
        return builder;
    }
}
