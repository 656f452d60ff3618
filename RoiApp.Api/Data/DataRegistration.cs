using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace RoiApp.Api.Data;

internal static class DataRegistration
{
    /// <summary>PostgreSQL when a connection string named <c>roidb</c> is there, else SQLite in the storage folder.</summary>
    public static WebApplicationBuilder AddData(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<StorageOptions>()
            .Configure(o => o.Directory = StorageOptions.DirectoryFrom(builder.Configuration))
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<DatabaseOpener>();
        builder.Services.AddSingleton<AudioStore>();
        if (builder.Configuration.GetConnectionString("roidb") is { Length: > 0 })
        {
            builder.AddNpgsqlDbContext<PostgresRoiDb>("roidb", settings =>
            {
                // A retried command would leave its transaction; what may be retried is retried as a whole, by the queue.
                settings.DisableRetry = true;
                settings.DisableHealthChecks = true; // DatabaseCheck speaks for both databases.
            }, RoiDb.Configure);
            builder.Services.AddScoped<RoiDb>(services => services.GetRequiredService<PostgresRoiDb>());
        }
        else
        {
            builder.Services.AddSingleton<SqliteWriteTurn>();
            builder.Services.AddSingleton<SqliteSession>();
            builder.Services.AddDbContext<SqliteRoiDb>((services, options) =>
            {
                options.UseSqlite(ConnectionString(StorageOptions.DirectoryFrom(builder.Configuration)));
                options.AddInterceptors(services.GetRequiredService<SqliteSession>());
                RoiDb.Configure(options);
            });
            builder.Services.AddScoped<RoiDb>(services => services.GetRequiredService<SqliteRoiDb>());
        }
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database", timeout: TimeSpan.FromSeconds(5));
        return builder;
    }

    private static string ConnectionString(string directory) => new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(directory, "roi.db"),
        Cache = SqliteCacheMode.Private,
        Pooling = true,
        DefaultTimeout = 30,
    }.ToString();
}
