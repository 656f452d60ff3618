using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Search;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Api.Workflows;
using Xunit;

namespace RoiApp.Api.Tests.Workflows;

public sealed class PlanOnSqliteTests(SqliteApi api) : PlanTests(api), IClassFixture<SqliteApi>;

public sealed class PlanOnPostgresTests(PostgresApi api) : PlanTests(api), IClassFixture<PostgresApi>;

/// <summary>What the planner makes of lists and searches among 100,000 workflows and as many texts.</summary>
public abstract class PlanTests(ApiFixture api)
{
    private const int Rows = 100_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_and_searches_go_by_their_indexes()
    {
        await using var fresh = await FreshDatabase.LikeAsync(api);
        var db = fresh.Db;
        await db.Database.MigrateAsync(Ct);
        await db.Database.OpenConnectionAsync(Ct);
        await FillAsync(db);

        var sqlite = db is SqliteRoiDb;
        await HoldsAsync(List(WorkflowQuery.All, "", null), "ix_workflows_newest");
        await HoldsAsync(List(WorkflowQuery.All, "createdAt", null), "ix_workflows_newest");
        await HoldsAsync(List(WorkflowQuery.All, "name", null), "ix_workflows_name");
        await HoldsAsync(List(WorkflowQuery.All, "-name", new(DateTimeOffset.UnixEpoch, Guid.Empty, "memo 77")), "ix_workflows_name");
        await HoldsAsync(List(WorkflowQuery.Parse("failed", null, null, null, null), "", null), "ix_workflows_status");
        await HoldsAsync(List(WorkflowQuery.Parse(null, null, null, "2026-11-01", "2026-11-02"), "", null), "ix_workflows_newest");

        var question = SearchQuery.Parse("word77 offer", null);
        var arguments = (object[])["'local'", $"'{(sqlite ? question.ToFts5() : question.ToTsQuery()).Replace("'", "''", StringComparison.Ordinal)}'",
            $"'{(sqlite ? question.ToCoverQuery() : question.ToRankQuery()).Replace("'", "''", StringComparison.Ordinal)}'", "''", "1e308", $"'{Guid.AllBitsSet}'", "'segment'", "2147483647", "21"];
        if (db.Database.GetDbConnection() is SqliteConnection connection)
        {
            connection.CreateFunction<string, string, double>("cover_rank", (terms, query) => new CoverRank(query).Of(terms), isDeterministic: true);
        }
        await using var search = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Literals of this test.
        search.CommandText = string.Format(CultureInfo.InvariantCulture, sqlite ? SearchSql.Sqlite : SearchSql.Postgres, arguments);
#pragma warning restore CA2100
        var found = 0;
        await using (var reader = await search.ExecuteReaderAsync(Ct))
        {
            while (await reader.ReadAsync(Ct))
            {
                found++;
            }
        }
        Assert.Equal(21, found);
        await HoldsAsync(search, sqlite ? "SCAN i VIRTUAL TABLE INDEX" : "ix_search_entries_vector");

        DbCommand List(WorkflowQuery query, string sort, WorkflowKey? after)
        {
            var order = WorkflowOrder.Parse(sort);
            var rows = query.Of(db.Workflows.AsNoTracking());
            return order.Sort(after is null ? rows : order.After(rows, after)).Take(21).CreateDbCommand();
        }
    }

    private static async Task HoldsAsync(DbCommand command, string index)
    {
#pragma warning disable CA2100 // The query itself.
        command.CommandText = (command.Connection is SqliteConnection ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + command.CommandText;
#pragma warning restore CA2100
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
        {
            plan.Add(reader.GetString(reader.FieldCount - 1));
        }
        var text = string.Join('\n', plan);
        Assert.Contains(index, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on workflows", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on search_entries", text, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN w", text.Replace("SCAN w USING INDEX", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static async Task FillAsync(RoiDb db)
    {
        const string sqlite = """
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {0} - 1)
            INSERT INTO workflows (id, owner, name, file_name, source, status, language, priority, audio_sha256, audio_bytes, audio_format, progress, last_seq, created_at, updated_at)
            SELECT printf('%08X-0000-7000-8000-000000000000', i), 'local', 'memo ' || (i * 7919 % {0}), 'a.wav', 'audio', CASE WHEN i % 1000 = 0 THEN 'failed' ELSE 'completed' END,
                   'en', 2, 'x', 1, 'wav', 100, 1, 1793000000000000 + i * 60000000, 1793000000000000 FROM n;
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {0} - 1)
            INSERT INTO search_entries (workflow_id, kind, "index", owner, language, text, terms)
            SELECT printf('%08X-0000-7000-8000-000000000000', i), 'segment', 0, 'local', 'en', '', 'word ' || (i % 1000) || ' offer ' || (i % 7) FROM n;
            ANALYZE;
            """;
        const string postgres = """
            INSERT INTO workflows (id, owner, name, file_name, source, status, language, priority, audio_sha256, audio_bytes, audio_format, progress, last_seq, created_at, updated_at)
            SELECT (lpad(to_hex(i), 8, '0') || '-0000-7000-8000-000000000000')::uuid, 'local', 'memo ' || (i::bigint * 7919 % {0}), 'a.wav', 'audio', CASE WHEN i % 1000 = 0 THEN 'failed' ELSE 'completed' END,
                   'en', 2, 'x', 1, 'wav', 100, 1, '2026-10-01'::timestamptz + i * interval '1 minute', now() FROM generate_series(0, {0} - 1) i;
            INSERT INTO search_entries (workflow_id, kind, index, owner, language, text, terms)
            SELECT (lpad(to_hex(i), 8, '0') || '-0000-7000-8000-000000000000')::uuid, 'segment', 0, 'local', 'en', '', 'word ' || (i % 1000) || ' offer ' || (i % 7) FROM generate_series(0, {0} - 1) i;
            ANALYZE workflows, search_entries;
            """;
        await using var fill = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Constants.
        fill.CommandText = string.Format(CultureInfo.InvariantCulture, db is SqliteRoiDb ? sqlite : postgres, Rows);
#pragma warning restore CA2100
        fill.CommandTimeout = 120;
        await fill.ExecuteNonQueryAsync(Ct);
    }
}
