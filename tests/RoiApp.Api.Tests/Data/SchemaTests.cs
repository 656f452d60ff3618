using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
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
        var migrator = fresh.Db.GetService<IMigrator>();
        await migrator.MigrateAsync(cancellationToken: Ct);
        await migrator.MigrateAsync(Migration.InitialDatabase, Ct);
        Assert.Empty(await DescribeAsync(fresh.Db));
        await migrator.MigrateAsync(cancellationToken: Ct);
        Assert.NotEmpty(await DescribeAsync(fresh.Db));
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
