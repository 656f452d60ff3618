using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Data;

public sealed class SchemaOnSqliteTests(SqliteApi api) : SchemaTests(api), IClassFixture<SqliteApi>
{
    [Fact]
    public async Task A_migration_lock_left_by_a_killed_process_stops_nobody()
    {
        await using var fresh = await FreshDatabase.LikeAsync(Api);
        await fresh.Db.Database.ExecuteSqlRawAsync(
            """CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL); INSERT INTO "__EFMigrationsLock" VALUES (1, '2020-01-01')""", Ct);
        await using var app = Program.Build(fresh.Settings);
        await app.Services.GetRequiredService<DatabaseOpener>().OpenAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Empty(await fresh.Db.Database.GetPendingMigrationsAsync(Ct));
    }
}

public sealed class SchemaOnPostgresTests(PostgresApi api) : SchemaTests(api), IClassFixture<PostgresApi>;

/// <summary>Migrations are written by hand: these tests hold them against the model, column by column.</summary>
public abstract class SchemaTests(ApiFixture api)
{
    protected ApiFixture Api => api;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_migrated_schema_is_the_model()
    {
        await using var scope = Api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var wanted = db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables.SelectMany(Describe).Order(StringComparer.Ordinal).ToList();
        var found = (await DescribeAsync(db)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(wanted, found);
    }

    [Fact]
    public async Task Migrations_can_be_undone_and_done_again()
    {
        await using var fresh = await FreshDatabase.LikeAsync(Api);
        var (assembly, provider) = (fresh.Db.GetService<IMigrationsAssembly>(), fresh.Db.Database.ProviderName!);
        var migrations = assembly.Migrations.Select(m => assembly.CreateMigration(m.Value, provider)).ToList();
        Assert.True(migrations.Count >= 2);
        // Up a step at a time, then down the same way: each step back is exactly the schema before it.
        var schemas = new List<List<string>> { new() };
        foreach (var migration in migrations)
        {
            await DoAsync(fresh.Db, migration.UpOperations);
            schemas.Add(await SortedAsync(fresh.Db));
        }
        for (var i = migrations.Count - 1; i >= 0; i--)
        {
            await DoAsync(fresh.Db, migrations[i].DownOperations);
            Assert.Equal(schemas[i], await SortedAsync(fresh.Db));
        }
        await fresh.Db.Database.MigrateAsync(Ct);
        Assert.Equal(schemas[^1], await SortedAsync(fresh.Db));
    }

    [Fact]
    public async Task Jobs_keep_their_order_and_their_time_through_the_migration_that_ranks_them()
    {
        await using var fresh = await FreshDatabase.LikeAsync(Api);
        var assembly = fresh.Db.GetService<IMigrationsAssembly>();
        var migrations = assembly.Migrations.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => (m.Key, Migration: assembly.CreateMigration(m.Value, fresh.Db.Database.ProviderName!))).ToList();
        foreach (var (_, migration) in migrations.TakeWhile(m => string.CompareOrdinal(m.Key, "003") < 0))
        {
            await DoAsync(fresh.Db, migration.UpOperations);
        }
        var created = new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
        foreach (var (subject, priority, runAt) in new[] { (1, 1, created), (2, 3, created), (3, 2, created.AddYears(100)), (4, 2, created) })
        {
            await fresh.Db.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO jobs (id, kind, subject_id, priority, state, attempt, max_attempts, fence, run_at, created_at)
                VALUES ({0}, 'test', {0}, {1}, 'available', 0, 8, 0, {2}, {3})
                """,
                [ManyRows.Id(subject), priority, fresh.Db.AsParameter(runAt), fresh.Db.AsParameter(created)], Ct);
        }
        foreach (var (_, migration) in migrations.SkipWhile(m => string.CompareOrdinal(m.Key, "003") < 0))
        {
            await DoAsync(fresh.Db, migration.UpOperations);
        }
        using var me = new LeaseHolder();
        var options = Microsoft.Extensions.Options.Options.Create(new JobOptions());
        var queue = new JobQueue(me, new(new(), TimeProvider.System, options), TimeProvider.System, options);
        Assert.Equal(created.AddYears(100), await queue.AdmitAsync(fresh.Db, Ct));
        var claimed = new List<Guid>();
        while (await queue.ClaimAsync(fresh.Db, Ct) is { } lease)
        {
            claimed.Add(lease.SubjectId);
        }
        Assert.Equal([ManyRows.Id(2), ManyRows.Id(4), ManyRows.Id(1)], claimed);
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_open_one_database_between_them()
    {
        await using var fresh = await FreshDatabase.LikeAsync(Api);
        string[] settings = [.. fresh.Settings.Where(s => !s.StartsWith("--Logging", StringComparison.Ordinal)), "--Listen:GrpcPort=0", "--Jobs:MaxConcurrent=0"];
        var processes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ApiProcess.StartAsync(settings)));
        foreach (var process in processes)
        {
            Assert.Equal(0, (await process.Http.GetStatsAsync()).Total);
            await process.DisposeAsync();
        }
        Assert.Empty(await fresh.Db.Database.GetPendingMigrationsAsync(Ct));
    }

    [Fact]
    public async Task A_second_process_may_open_the_same_database_at_the_same_time()
    {
        await using var fresh = await FreshDatabase.LikeAsync(Api);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var app = Program.Build(fresh.Settings);
            await app.Services.GetRequiredService<DatabaseOpener>().OpenAsync(Ct);
        }));
        Assert.Empty(await fresh.Db.Database.GetPendingMigrationsAsync(Ct));
    }

    private static IEnumerable<string> Describe(ITable table)
    {
        foreach (var column in table.Columns)
        {
            yield return $"{table.Name}.{column.Name}: {column.StoreType} {(column.IsNullable ? "null" : "not null")}";
        }
        yield return $"{table.Name} key ({string.Join(", ", table.PrimaryKey!.Columns.Select(c => c.Name))})";
        foreach (var foreignKey in table.ForeignKeyConstraints)
        {
            yield return $"{table.Name} ({string.Join(", ", foreignKey.Columns.Select(c => c.Name))}) references {foreignKey.PrincipalTable.Name} ({string.Join(", ", foreignKey.PrincipalColumns.Select(c => c.Name))})";
        }
        foreach (var index in table.Indexes)
        {
            var descending = index.IsDescending is { Count: > 0 } each ? each : [.. index.Columns.Select(_ => false)];
            var columns = index.Columns.Zip(descending, (column, down) => down ? $"{column.Name} desc" : column.Name);
            yield return $"{index.Name}:{(index.IsUnique ? " unique" : "")} ({string.Join(", ", columns)}){(index.Filter is null ? "" : " partial")}";
        }
    }

    private static Task DoAsync(RoiDb db, IReadOnlyList<MigrationOperation> operations) => db.GetService<IMigrationCommandExecutor>()
        .ExecuteNonQueryAsync(db.GetService<IMigrationsSqlGenerator>().Generate(operations), db.GetService<IRelationalConnection>(), Ct);

    private static async Task<List<string>> SortedAsync(RoiDb db) => [.. (await DescribeAsync(db)).Order(StringComparer.Ordinal)];

    private static async Task<List<string>> DescribeAsync(RoiDb db)
    {
        await db.Database.OpenConnectionAsync(Ct);
        var sql = db.Database.GetDbConnection() is SqliteConnection ? SchemaSql.Sqlite : SchemaSql.Postgres;
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // A constant.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using DbDataReader reader = await command.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            lines.Add(reader.GetString(0));
        }
        return lines;
    }
}
