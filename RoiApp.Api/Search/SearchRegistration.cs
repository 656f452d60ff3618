using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;

namespace RoiApp.Api.Search;

internal static class SearchRegistration
{
    /// <summary>Full text search, and what keeps its index in step.</summary>
    public static WebApplicationBuilder AddSearch(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SearchIndexing>();
        builder.Services.ConfigureDbContext<PostgresRoiDb>((services, options) => options.AddInterceptors(services.GetRequiredService<SearchIndexing>()));
        builder.Services.ConfigureDbContext<SqliteRoiDb>((services, options) => options.AddInterceptors(services.GetRequiredService<SearchIndexing>()));
        builder.Services.AddScoped<TextSearch>();
        builder.Services.AddSingleton<CachedSearch>();
        builder.Services.AddSingleton<SearchBackfill>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SearchBackfill>());
        return builder;
    }
}
