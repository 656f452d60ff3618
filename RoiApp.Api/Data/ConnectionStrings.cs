using Microsoft.Data.Sqlite;
using Npgsql;

namespace RoiApp.Api.Data;

/// <summary>Connection strings with the limits of <see cref="StorageOptions"/>.</summary>
internal static class ConnectionStrings
{
    /// <summary>What the given connection string says itself goes before the options.</summary>
    public static string Postgres(string given, StorageOptions options)
    {
        var said = new NpgsqlConnectionStringBuilder(given);
        var limited = new NpgsqlConnectionStringBuilder
        {
            MinPoolSize = options.PoolMin,
            MaxPoolSize = options.PoolMax,
            Timeout = Seconds(options.ConnectWithin),
            CommandTimeout = Seconds(options.CommandWithin),
            ConnectionIdleLifetime = Seconds(options.PoolIdle),
            ConnectionPruningInterval = Math.Min(10, Seconds(options.PoolIdle)),
            ApplicationName = "RoiApp.Api",
        };
        foreach (string key in said.Keys)
        {
            limited[key] = said[key];
        }
        return limited.ConnectionString;
    }

    /// <summary>For one session that only listens: outside of the pool, and told within half a minute that the server is gone.</summary>
    public static string Listening(string given, StorageOptions options) => new NpgsqlConnectionStringBuilder(given)
    {
        Pooling = false,
        KeepAlive = 15,
        Timeout = Seconds(options.ConnectWithin),
        ApplicationName = "RoiApp.Api notices",
    }.ConnectionString;

    public static string Sqlite(StorageOptions options) => new SqliteConnectionStringBuilder
    {
        DataSource = options.DatabasePath,
        Cache = SqliteCacheMode.Private,
        Pooling = true,
        DefaultTimeout = Seconds(options.CommandWithin),
    }.ToString();

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
