using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Intake;
using RoiApp.Api.Jobs;
using RoiApp.Api.Paging;
using RoiApp.Api.Pipeline;
using RoiApp.Api.Progress;
using RoiApp.Api.Reports;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using RoiApp.Api.Workflows;
using Xunit;

namespace RoiApp.Api.Tests.Data;

public sealed class PlansOnSqliteTests(SqliteApi api) : PlanTests(api), IClassFixture<SqliteApi>;

public sealed class PlansOnPostgresTests(PostgresApi api) : PlanTests(api), IClassFixture<PostgresApi>;

/// <summary>What the Api really sends is planned over 100,000 rows a table: no query may walk through a table.</summary>
public abstract partial class PlanTests(ApiFixture api)
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.Now();

    // A row an owner: there is nothing to walk through.
    private const string OneRowEach = "feed_heads";

    // The oldest row is 100,000 minutes old: some 600 keys and a dozen workflows are older than this.
    private static readonly string[] s_prunesFew = ["--Intake:KeepKeys=69.00:00:00", "--Progress:KeepEvents=69.00:00:00"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_query_of_the_hot_paths_goes_by_its_index()
    {
        await using var database = await FreshDatabase.LikeAsync(api);
        var recorded = new RecordedCommands();
        await using var app = Program.Build([.. database.Settings, .. s_prunesFew], recorded.AddTo);
        await app.Services.GetRequiredService<DatabaseOpener>().OpenAsync(Ct);
        await ManyRows.AddAsync(database.Db, s_now, Ct);

        var slips = new List<string>();
        foreach (var (name, index, act) in Paths(sqlite: database.Db is SqliteRoiDb))
        {
            var commands = await recorded.DuringAsync(async () =>
            {
                await using var scope = app.Services.CreateAsyncScope();
                await act(scope.ServiceProvider);
            });
            Assert.NotEmpty(commands);
            var plans = new List<string>();
            foreach (var command in commands.Where(c => Reads().IsMatch(c.Sql)))
            {
                var plan = await ExplainAsync(database.Db, command);
                plans.Add(plan);
                slips.AddRange(plan.Split('\n').Where(line => Walks(line, plan, command.Sql)).Select(line => $"{name}: {line.Trim()}"));
            }
            TestContext.Current.TestOutputHelper!.WriteLine($"{name}\n{string.Join('\n', plans)}\n");
            if (!plans.Any(p => p.Contains(index, StringComparison.Ordinal)))
            {
                slips.Add($"{name}: {index} is not used");
            }
        }
        Assert.Empty(slips);
    }

    private static Task<PageResource<WorkflowResource>> ListAsync(IServiceProvider services, WorkflowQuery query, WorkflowKey? after) => services.GetRequiredService<WorkflowList>()
        .PageAsync(query, WorkflowOrder.Newest, after is { } key ? PageCursor.Write($"workflows\n{WorkflowOrder.Newest.Word}\n{query.Mark}", key.Parts) : null, 20, Ct);

    private static IEnumerable<(string Name, string Index, Func<IServiceProvider, Task> Act)> Paths(bool sqlite)
    {
        yield return ("list, newest first", "ix_workflows_newest", s => ListAsync(s, WorkflowQuery.All, after: null));
        yield return ("list, further on", "ix_workflows_newest", s => ListAsync(s, WorkflowQuery.All, new(s_now.AddMinutes(-50_000), ManyRows.Id(50_000), "")));
        yield return ("list of one status", "ix_workflows_status", s => ListAsync(s, WorkflowQuery.All with { Status = WorkflowStatus.Running }, after: null));
        yield return ("steps of a workflow", "workflow_steps", s => s.GetRequiredService<ReportReader>().WorkflowAsync(ManyRows.Id(777), Ct));
        yield return ("segments of a workflow", "segments", s => s.GetRequiredService<ReportReader>().SegmentsAsync(ManyRows.Id(777), Ct).AsTask());
        yield return ("results of a workflow", "contacts", s => s.GetRequiredService<ReportReader>().ResultsAsync(ManyRows.Id(777), Ct));
        yield return ("content of that hash", "ix_workflows_audio", s =>
        {
            var (db, sha256) = (s.GetRequiredService<RoiDb>(), ManyRows.Sha256(777));
            return db.Workflows.AnyAsync(w => w.AudioSha256 == sha256, Ct);
        });
        yield return ("events after a seq", "workflow_events", s => s.GetRequiredService<EventLog>().ReadAsync(ManyRows.Id(777), 0, 256, Ct));
        yield return ("place in the queue", "ix_jobs_claimable", s => s.GetRequiredService<ReportReader>().ResourceAsync(ManyRows.Id(ManyRows.Queued), Ct));
        yield return ("places of a list", "ix_jobs_subject", s => ListAsync(s, WorkflowQuery.All with { Status = WorkflowStatus.Queued }, after: null));
        yield return ("head of the queue", "ix_jobs_claimable", async s =>
        {
            using var watcher = s.GetRequiredService<EventFeed>().Watch(ManyRows.Id(ManyRows.Queued));
            await s.GetRequiredService<QueueLine>().RunOnceAsync(Ct);
        });
        yield return ("pace of an engine", "ix_workflow_steps_pace", s => s.GetRequiredService<EnginePace>().OfAsync("ears", "1", Ct));
        yield return ("known transcripts of a recording", "ix_known_transcripts_audio", s => s.GetRequiredService<KnownTranscripts>().FindAsync(Owner.Local, ManyRows.Sha256(777), "en", Ct));
        yield return ("the owner's events after a position", "feed_entries", s => s.GetRequiredService<OwnerLog>().ReadAsync(Owner.Local, 50_000, Ct));
        yield return ("what changed after a position", "feed_entries", s => s.GetRequiredService<OwnerLog>().EntriesAsync(Owner.Local, 50_000, Ct));
        yield return ("the owner's newest", "ix_workflows_newest", s => s.GetRequiredService<OwnerLog>().SnapshotAsync(Owner.Local, Ct));
        yield return ("entries of a deleted workflow", "ix_feed_entries_workflow", s => s.GetRequiredService<RoiDb>().FeedEntries.Where(e => e.WorkflowId == ManyRows.Id(777)).ExecuteDeleteAsync(Ct));
        yield return ("is anything to claim", "ix_jobs_claimable", s => JobQueue.AnyAsync(s.GetRequiredService<RoiDb>(), Ct));
        yield return ("claim", "ix_jobs_claimable", s => s.GetRequiredService<JobQueue>().ClaimAsync(s.GetRequiredService<RoiDb>(), Ct));
        yield return ("is anything due", "ix_jobs_waiting", s => s.GetRequiredService<JobQueue>().AdmitAsync(s.GetRequiredService<RoiDb>(), Ct));
        yield return ("admit what is due", "ix_jobs_waiting", async s =>
        {
            var db = s.GetRequiredService<RoiDb>();
            var longAgo = s_now.AddYears(-1);
            await db.Jobs.Where(j => j.Id == ManyRows.Id(70_000)).ExecuteUpdateAsync(set => set.SetProperty(j => j.RunAt, longAgo), Ct);
            await s.GetRequiredService<JobQueue>().AdmitAsync(db, Ct);
        });
        yield return ("rescue", "ix_jobs_running", s => s.GetRequiredService<JobQueue>().RescueAsync(s.GetRequiredService<RoiDb>(), Ct));
        yield return ("forget jobs", "ix_jobs_finished", s => s.GetRequiredService<JobQueue>().PruneAsync(s.GetRequiredService<RoiDb>(), Ct));
        yield return ("job of a workflow", "ix_jobs_subject", s => s.GetRequiredService<JobQueue>().CancelAsync(s.GetRequiredService<RoiDb>(), WorkflowJob.Kind, ManyRows.Id(95_000), Ct));
        yield return ("forget events", "ix_workflows_prunable", s => s.GetRequiredService<EventPrune>().RunOnceAsync(Ct));
        yield return ("forget keys", "ix_idempotency_keys_age", s => s.GetRequiredService<KeyPrune>().RunOnceAsync(Ct));
    }

    private static async Task<string> ExplainAsync(RoiDb db, RecordedCommand recorded)
    {
        await db.Database.OpenConnectionAsync(Ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // What the Api has just sent.
        command.CommandText = $"{(db is PostgresRoiDb ? "EXPLAIN (COSTS OFF)" : "EXPLAIN QUERY PLAN")} {recorded.Sql}";
#pragma warning restore CA2100
        command.Parameters.AddRange(recorded.Parameters.ToArray());
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            lines.Add("    " + reader.GetString(reader.FieldCount - 1));
        }
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"^\s*(SELECT|WITH|UPDATE|DELETE)\b")]
    private static partial Regex Reads();

    // What a co-routine brings, or what has been put by, is a page.
    private static bool Walks(string line, string plan, string sql) => Walk().Match(line) is { Success: true } walk && walk.Groups[1].Value is var table
        && table != OneRowEach && !sql.Contains($"\"{OneRowEach}\" AS \"{table}\"", StringComparison.Ordinal)
        && !plan.Contains($"CO-ROUTINE {table}", StringComparison.Ordinal) && !plan.Contains($"MATERIALIZE {table}", StringComparison.Ordinal);

    // PostgreSQL's "Seq Scan on jobs"; SQLite's "SCAN jobs" without an index behind it.
    [GeneratedRegex(@"(?:Seq Scan on|\bSCAN (?!.*USING)(?!CONSTANT)) ?(\w+)")]
    private static partial Regex Walk();
}
