using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace RoiApp.Api.Data;

internal static class DataRegistration
{
    /// <summary>PostgreSQL when a connection string named <c>roidb</c> is there, else SQLite in the storage folder.</summary>
    public static WebApplicationBuilder AddData(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section)
            .Configure(o => o.Directory = StorageOptions.DirectoryFrom(builder.Configuration))
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<DatabaseOpener>();
        builder.Services.AddSingleton<AudioStore>();
        builder.Services.AddSingleton<DataMetrics>();
        builder.Services.AddSingleton<IInterceptor, SlowQueries>();
        builder.Services.AddSingleton<IInterceptor, QueryDurations>();
        // Needed before there are services; whether it is within bounds is checked at start.
        var storage = builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new();
        storage.Directory = StorageOptions.DirectoryFrom(builder.Configuration);
        if (StorageOptions.UsesPostgres(builder.Configuration))
        {
            AddPostgres(builder, storage);
        }
        else
        {
            AddSqlite(builder, storage);
        }
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database", timeout: TimeSpan.FromSeconds(5));
        return builder;
    }

    private static void AddPostgres(WebApplicationBuilder builder, StorageOptions storage)
    {
        var given = builder.Configuration.GetConnectionString(StorageOptions.ConnectionName)!;
        builder.AddNpgsqlDbContext<PostgresRoiDb>(StorageOptions.ConnectionName, settings =>
        {
            settings.ConnectionString = ConnectionStrings.Postgres(given, storage);
            // A retried command would leave its transaction; what may be retried is retried as a whole, by the queue.
            settings.DisableRetry = true;
            settings.DisableHealthChecks = true; // DatabaseCheck speaks for both databases.
        }, RoiDb.Configure);
        builder.Services.ConfigureDbContext<PostgresRoiDb>((services, options) => options.AddInterceptors(services.GetServices<IInterceptor>()));
        builder.Services.AddScoped<RoiDb>(services => services.GetRequiredService<PostgresRoiDb>());
        builder.Services.AddSingleton<PostgresNotices>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PostgresNotices>());
    }

    private static void AddSqlite(WebApplicationBuilder builder, StorageOptions storage)
    {
        builder.Services.AddSingleton<SqliteWriteTurn>();
        builder.Services.AddSingleton<IInterceptor, SqliteSession>();
        builder.Services.AddDbContextPool<SqliteRoiDb>((services, options) =>
        {
            options.UseSqlite(ConnectionStrings.Sqlite(storage));
            options.AddInterceptors(services.GetServices<IInterceptor>());
            RoiDb.Configure(options);
        });
        builder.Services.AddScoped<RoiDb>(services => services.GetRequiredService<SqliteRoiDb>());
    }
}
