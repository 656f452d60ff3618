using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Progress;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.Api.Tests.Progress.Contract;

/// <summary>Two replicas over one SQLite file: nothing carries, the log is looked at.</summary>
public sealed class ContractOnSqliteTests(SqliteApi api) : ContractTests(api), IClassFixture<SqliteApi>
{
    [Fact]
    public Task Every_watcher_ends_with_exactly_the_state_changes_in_order() => PlayAsync(200, ["--Progress:PollAloneEvery=00:00:00.05"]);
}

/// <summary>Two replicas over PostgreSQL alone: NOTIFY carries, and is cut off now and then.</summary>
public sealed class ContractByNotifyTests(PostgresApi api) : ContractTests(api), IClassFixture<PostgresApi>
{
    [Fact]
    public Task Every_watcher_ends_with_exactly_the_state_changes_in_order() => PlayAsync(400, [], everySoOften: CutListenersAsync);

    private async Task CutListenersAsync(int time)
    {
        await using var scope = Api.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RoiDb>().Database.ExecuteSqlRawAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'RoiApp.Api notices' AND datname = current_database()", Ct);
    }
}

/// <summary>Two replicas with Redis, which is killed, halted and started again all the time.</summary>
public sealed class ContractByRedisTests(PostgresApi api) : ContractTests(api), IClassFixture<PostgresApi>
{
    [Fact]
    public async Task Every_watcher_ends_with_exactly_the_state_changes_in_order()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync(Ct);
        await PlayAsync(400, [$"--ConnectionStrings:cache={redis.ConnectionString}"], everySoOften: time => time % 2 == 0 ? redis.KillAsync(Ct) : redis.RestartAsync(Ct));
    }
}

/// <summary>
/// The contract of all channels, held against random schedules of events, disconnects, reconnects and changes of replica. The seed is printed;
/// <c>ROI_CONTRACT_SEED</c> sets it.
/// </summary>
public abstract class ContractTests(ApiFixture api)
{
    private const int AtATime = 8;
    private const int SoOften = 25;

    // Every schedule has to come to its end; a stalled machine may take its time.
    private static readonly TimeSpan s_within = TimeSpan.FromMinutes(5);

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected ApiFixture Api => api;

    /// <param name="everySoOften">Is done to whatever carries after every so many schedules, with how often it has been done.</param>
    protected async Task PlayAsync(int schedules, string[] settings, Func<int, Task>? everySoOften = null)
    {
        var seed = Environment.GetEnvironmentVariable("ROI_CONTRACT_SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next(1_000_000_000);
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"ROI_CONTRACT_SEED={seed}");
        await using var first = await api.StartAsync([.. settings, "--Jobs:MaxConcurrent=0"]);
        await using var second = await api.StartAsync([.. settings, "--Jobs:MaxConcurrent=0"]);
        RunningApi[] replicas = [first, second];
        using var within = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        within.CancelAfter(s_within);

        var log = first.Services.GetRequiredService<OwnerLog>();
        var start = await log.PositionAsync(Owner.Local, Ct);
        FeedWatcher[] feeds = [.. new[] { WatchedBy.Sse, WatchedBy.WebSocket }.Select(channel => new FeedWatcher(channel, replicas, start, seed + (int)channel))];
        var watching = feeds.Select(feed => feed.WatchAsync(within.Token)).ToList();
        var (tally, played, times, clock) = (new Tally(), 0, 0, Stopwatch.StartNew());
        using var weather = new SemaphoreSlim(1, 1);
        await Parallel.ForEachAsync(Enumerable.Range(0, schedules), new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = within.Token }, async (i, ct) =>
        {
            await new ScheduleRun(Schedule.From(seed + i, Enum.GetValues<WatchedBy>()), replicas, tally, ct).PlayAsync();
            if (Interlocked.Increment(ref played) % SoOften == 0 && everySoOften is not null)
            {
                await weather.WaitAsync(ct);
                await everySoOften(times++);
                weather.Release();
            }
        });

        var end = await log.PositionAsync(Owner.Local, Ct);
        foreach (var (feed, watched) in feeds.Zip(watching))
        {
            feed.EndAt(end);
            await watched.WaitAsync(s_within, Ct);
        }
        output.WriteLine($"{schedules} schedules in {clock.Elapsed.TotalSeconds:F1} s, the carrier disturbed {times} times");
        var wanted = await AllAsync(first, start);
        foreach (var (feed, channel) in feeds.Zip(["Sse, all", "WebSocket, all"]))
        {
            Assert.Equal(wanted, feed.Seen.Select(e => (e.Number, e.WorkflowId, e.Seq, e.Message)));
            tally.Add(channel, feed.Seen.Count, feed.Reconnects, 0);
        }
        output.WriteLine(tally.ToString());
    }

    // Not by the way that the feed reads them.
    private static async Task<List<(long, Guid, long, string?)>> AllAsync(RunningApi replica, long after)
    {
        await using var scope = replica.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var events = (await db.Events.AsNoTracking().ToListAsync(Ct)).ToDictionary(e => (e.WorkflowId, e.Seq), e => e.Message);
        return [.. (await db.FeedEntries.AsNoTracking().Where(f => f.Position > after).OrderBy(f => f.Position).ToListAsync(Ct))
            .SelectMany(f => Enumerable.Range(0, f.Events).Select(i => (f.Position - f.Events + 1 + i, f.WorkflowId, f.Seq - f.Events + 1 + i)))
            .Select(e => (e.Item1, e.WorkflowId, e.Item3, events[(e.WorkflowId, e.Item3)]))];
    }
}
