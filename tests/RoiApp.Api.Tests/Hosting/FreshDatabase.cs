using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using RoiApp.Api.Data;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>A further, empty database of the same kind as a fixture's.</summary>
internal sealed class FreshDatabase : IAsyncDisposable
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("roiapp-fresh-").FullName;
    private readonly SqliteWriteTurn _turns = new();

    private FreshDatabase(string? connectionString)
    {
        Settings = [$"--Storage:Directory={_directory}", "--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=None", .. connectionString is null ? Array.Empty<string>() : [$"--ConnectionStrings:roidb={connectionString}"]];
        Db = connectionString is null
            ? new SqliteRoiDb(Options<SqliteRoiDb>(o => o.UseSqlite($"Data Source={Path.Combine(_directory, "roi.db")}")), _turns)
            : new PostgresRoiDb(Options<PostgresRoiDb>(o => o.UseNpgsql(connectionString)));
    }

    public RoiDb Db { get; }

    /// <summary>The storage folder of an Api over this database.</summary>
    public string Directory => _directory;

    /// <summary>Settings of an Api over this database.</summary>
    public string[] Settings { get; }

    public static async Task<FreshDatabase> LikeAsync(ApiFixture api)
    {
        if (await api.ConnectionStringAsync() is not { } existing)
        {
            return new(null);
        }
        var name = $"fresh_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(existing);
        await using var create = source.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync();
        return new(new NpgsqlConnectionStringBuilder(existing) { Database = name }.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        _turns.Dispose();
        SqliteConnection.ClearAllPools();
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    private static DbContextOptions<T> Options<T>(Action<DbContextOptionsBuilder<T>> use) where T : RoiDb
    {
        var options = new DbContextOptionsBuilder<T>();
        use(options);
        RoiDb.Configure(options);
        return options.Options;
    }
}
