using System.Data.Common;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;

namespace RoiApp.Bench.Queue;

/// <summary>
/// A database with dispatchers at it: on PostgreSQL each in an Api of its own that hears of jobs by NOTIFY, on SQLite all in the one that there is.
/// Jobs come from an Api that runs none.
/// </summary>
internal sealed class RunningQueue : IAsyncDisposable
{
    private readonly List<WebApplication> _apps = [];
    private readonly List<Dispatcher> _dispatchers = [];
    private readonly List<JobSignal> _signals = [];
    private readonly ClaimedJobs _claimed = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("roiapp-bench-").FullName;
    private readonly string? _connectionString;

    private RunningQueue(string? connectionString) => _connectionString = connectionString;

    private WebApplication Producer => _apps[0];

    public static async Task<RunningQueue> StartAsync(string? connectionString, int dispatchers, CancellationToken ct)
    {
        var queue = new RunningQueue(connectionString);
        queue._apps.Add(queue.BuildApp());
        await queue.Producer.Services.GetRequiredService<DatabaseOpener>().OpenAsync(ct);
        await using (var scope = queue.Producer.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<RoiDb>().Database.ExecuteSqlRawAsync("CREATE TABLE bare (id bigint NOT NULL PRIMARY KEY)", ct);
        }
        for (var i = 0; i < dispatchers; i++)
        {
            if (connectionString is null)
            {
                var signal = new JobSignal(TimeProvider.System);
                queue._signals.Add(signal);
                queue._dispatchers.Add(ActivatorUtilities.CreateInstance<Dispatcher>(queue.Producer.Services, signal));
            }
            else
            {
                var app = queue.BuildApp();
                queue._apps.Add(app);
                queue._dispatchers.Add(app.Services.GetRequiredService<Dispatcher>());
            }
        }
        if (connectionString is not null)
        {
            queue._signals.Add(queue.Producer.Services.GetRequiredService<JobSignal>());
            foreach (var app in queue._apps)
            {
                var notices = app.Services.GetRequiredService<PostgresNotices>();
                await notices.StartAsync(ct);
                await notices.Listening.WaitAsync(ct);
            }
        }
        foreach (var dispatcher in queue._dispatchers)
        {
            await dispatcher.StartAsync(ct);
        }
        return queue;
    }

    /// <summary>Finished jobs, as years of use leave them when nothing is forgotten.</summary>
    public async Task AddHistoryAsync(int count, CancellationToken ct)
    {
        if (count == 0)
        {
            return;
        }
        await using var scope = Producer.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var numbers = db is PostgresRoiDb
            ? $"WITH n AS (SELECT generate_series(1, {count}) AS n)"
            : $"WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count})";
        var id = db is PostgresRoiDb ? "('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid" : "printf('00000000-0000-7000-8000-%012d', n)";
        var sql = $$"""
            {{numbers}} INSERT INTO jobs (id, kind, subject_id, priority, state, attempt, max_attempts, fence, rank, run_at, created_at, finished_at)
            SELECT {{id}}, 'history', {{id}}, 2, 'completed', 1, 8, 1, {0}, {0}, {0}, {0} FROM n
            """;
        await db.Database.ExecuteSqlRawAsync(sql, [db.AsParameter(TimeProvider.System.Now())], ct);
        await db.Database.ExecuteSqlRawAsync("ANALYZE", ct);
    }

    /// <summary>Queues jobs in one transaction and waits until all are done.</summary>
    public async Task RunJobsAsync(int count, CancellationToken ct)
    {
        var done = _claimed.Expect(count);
        await AddAsync(count, ct);
        await done.WaitAsync(ct);
    }

    /// <summary>One job after the other: milliseconds from the return of its commit to its handler, sorted.</summary>
    public async Task<double[]> ClaimLatenciesAsync(int count, CancellationToken ct)
    {
        var latencies = new double[count];
        for (var i = 0; i < count; i++)
        {
            var done = _claimed.Expect(1);
            var committed = await AddAsync(1, ct);
            await done.WaitAsync(ct);
            latencies[i] = Stopwatch.GetElapsedTime(committed, _claimed.LastClaimAt).TotalMilliseconds;
        }
        return [.. latencies.Order()];
    }

    /// <summary>The ceiling: a row in, a row out, each its own commit, by as many connections as there are dispatchers (SQLite has one writer).</summary>
    public Task InsertAndDeleteAsync(int count, CancellationToken ct)
    {
        var connections = _connectionString is null ? 1 : _dispatchers.Count;
        return Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(async () =>
        {
            await using var bare = await BareAsync(ct);
            for (var i = c; i < count; i += connections)
            {
                await ExecuteAsync(bare, $"INSERT INTO bare VALUES ({i})", ct);
                await ExecuteAsync(bare, $"DELETE FROM bare WHERE id = {i}", ct);
            }
        }, ct)));
    }

    /// <summary>Milliseconds that a bare INSERT takes to its commit, sorted.</summary>
    public async Task<double[]> BareCommitsAsync(int count, CancellationToken ct)
    {
        await using var bare = await BareAsync(ct);
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await ExecuteAsync(bare, $"INSERT INTO bare VALUES ({i})", ct);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        await ExecuteAsync(bare, "DELETE FROM bare", ct);
        return [.. times.Order()];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var dispatcher in _dispatchers)
        {
            await dispatcher.StopAsync(CancellationToken.None);
        }
        foreach (var app in _apps)
        {
            if (app.Services.GetService<PostgresNotices>() is { } notices)
            {
                await notices.StopAsync(CancellationToken.None);
            }
            await app.DisposeAsync();
        }
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    // Answers when the commit had returned.
    private async Task<long> AddAsync(int count, CancellationToken ct)
    {
        await using var scope = Producer.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var queue = scope.ServiceProvider.GetRequiredService<JobQueue>();
        await using var write = await db.BeginWriteAsync(ct);
        for (var i = 0; i < count; i++)
        {
            queue.Add(db, ClaimedJobs.Kind, Guid.CreateVersion7(), Priority.Medium);
        }
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        var committed = Stopwatch.GetTimestamp();
        _signals.ForEach(s => s.Set());
        return committed;
    }

    private WebApplication BuildApp() => Api.Program.Build(
        [
            $"--Storage:Directory={_directory}",
            "--Logging:LogLevel:Default=None",
            "--Logging:LogLevel:Microsoft.EntityFrameworkCore=None",
            .. _connectionString is null ? Array.Empty<string>() : [$"--ConnectionStrings:roidb={_connectionString}"],
        ],
        builder => builder.Services.AddSingleton(_claimed).AddScoped<IJobHandler, ClaimedJobs.Handler>());

    private async Task<DbConnection> BareAsync(CancellationToken ct)
    {
        DbConnection connection = _connectionString is null
            ? new SqliteConnection($"Data Source={Path.Combine(_directory, "roi.db")}")
            : new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(ct);
        if (_connectionString is null)
        {
            await ExecuteAsync(connection, "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000;", ct); // As durable as the Api's.
        }
        return connection;
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Numbers of our own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
