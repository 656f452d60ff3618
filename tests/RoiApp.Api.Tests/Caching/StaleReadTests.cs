using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Progress.Sockets;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.Api.Tests.Caching;

public sealed class StaleReadOnSqliteTests(SqliteApi api) : StaleReadTests(api), IClassFixture<SqliteApi>
{
    protected override Task<string[]> SharedAsync() => Task.FromResult<string[]>([]);

    // Embedded, there is one process.
    protected override Task<RunningApi?> OtherAsync(string[] settings) => Task.FromResult<RunningApi?>(null);
}

/// <summary>Two replicas, and Redis behind both.</summary>
public sealed class StaleReadOnPostgresTests(PostgresApi api) : StaleReadTests(api), IClassFixture<PostgresApi>, IAsyncDisposable
{
    private readonly RedisServer _redis = new();

    protected override async Task<string[]> SharedAsync()
    {
        await _redis.StartAsync(TestContext.Current.CancellationToken);
        return [$"--ConnectionStrings:cache={_redis.ConnectionString}"];
    }

    // It looks at the log by itself after an hour: what it knows it has been told.
    protected override async Task<RunningApi?> OtherAsync(string[] settings) =>
        await Api.StartAsync([.. settings, "--Jobs:MaxConcurrent=0", "--Progress:PollEvery=01:00:00", "--Progress:PollAloneEvery=01:00:00"]);

    public ValueTask DisposeAsync() => _redis.DisposeAsync();
}

/// <summary>Every write against every cached read: right after it, each answers what a server without a cache answers.</summary>
public abstract class StaleReadTests(ApiFixture api)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected ApiFixture Api => api;

    /// <summary>Settings of all servers with a cache.</summary>
    protected abstract Task<string[]> SharedAsync();

    /// <summary>A further replica; null where there can be none.</summary>
    protected abstract Task<RunningApi?> OtherAsync(string[] settings);

    [Fact]
    public async Task No_write_leaves_a_cached_read_stale()
    {
        await api.Api.StopAsync();
        var needed = Write.All.Where(w => w.On == "completed").ToList();
        var completed = new Queue<Guid>();
        await using (var worker = await api.StartAsync())
        {
            foreach (var _ in needed)
            {
                var id = (await worker.Http.SubmitAsync(Content.Text("hola", "adiós"), Content.NewName())).Id;
                Assert.Equal("completed", (await worker.Http.WatchAsync(id))[^1].Status());
                completed.Enqueue(id);
            }
        }
        await using var servers = await Servers.StartAsync(this, "--Jobs:MaxConcurrent=0"); // From here on nothing moves but by the write.
        foreach (var write in Write.All)
        {
            var id = write.On == "completed" ? completed.Dequeue() : (await servers.Front.Http.SubmitAsync(Content.Text("hola"), Content.NewName())).Id;
            if (write.On == "cancelled")
            {
                using var cancelled = await servers.Front.Http.PostAsync($"/api/workflows/{id}/cancel", null, Ct);
                cancelled.EnsureSuccessStatusCode();
            }
            var before = await servers.WarmAsync(id);
            await write.ActAsync(servers.Front, id);
            await servers.CheckAsync(write.Route, id, before);
        }
        Assert.True((await servers.Front.Http.CacheStatsAsync()).Families.Sum(f => f.Hits) > Write.All.Count, "hardly anything was cached");
    }

    [Fact]
    public async Task Nothing_that_a_run_writes_leaves_a_cached_read_stale()
    {
        await api.Api.StopAsync();
        await using var servers = await Servers.StartAsync(this);
        var (name, next) = (Content.NewName(), Channel.CreateUnbounded<Wire.ProcessEvent>());
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await foreach (var e in next.Reader.ReadAllAsync(call.Cancelled))
            {
                await call.SayAsync(e);
                if (e.StepFailed is not null || e.StepCompleted is { Step: Wire.StepName.Extraction })
                {
                    return;
                }
            }
        });
        var id = (await servers.Front.Http.SubmitAsync(Content.Text("hola"), name)).Id;
        long seq = 1;

        // What makes the server write more than once (the run begins, the workflow ends) is waited for by its last event.
        await SayAsync("begun", Script.Started(Wire.StepName.Transcription, Script.Ears), events: 2);
        await SayAsync("first segment", Script.Segment(0, "hola Umbrella"));
        await SayAsync("failed", Script.Failed(Wire.StepName.Transcription, "recogniser-failed", "It gave up."), events: 2);
        var failed = await servers.WarmAsync(id);
        using var retried = await servers.Front.Http.PostAsync($"/api/workflows/{id}/retry", null, Ct);
        retried.EnsureSuccessStatusCode();
        seq++;
        await servers.CheckAsync("retried", id, failed, mayMove: true);
        await SayAsync("begun again, and the segment of the first attempt forgotten", Script.Started(Wire.StepName.Transcription, Script.Ears), events: 2);
        await SayAsync("decoded, and a segment", new() { Audio = new() { DurationMs = 4321, Format = "wav" } }, Script.Segment(0, "hola otra vez"));
        await SayAsync("transcribed", Script.Completed(Wire.StepName.Transcription, Script.Ears, language: "es"));
        await SayAsync("translating", Script.Started(Wire.StepName.Translation, Script.Tongue));
        await SayAsync("translated", new() { Translation = new() { Index = 0, Text = "hello Umbrella" } });
        await SayAsync("translation done", Script.Completed(Wire.StepName.Translation, Script.Tongue));
        await SayAsync("extracting", Script.Started(Wire.StepName.Extraction, Script.Wits));
        await SayAsync("reported", new() { Report = Script.Report(Script.Maria()) });
        await SayAsync("completed", Script.Completed(Wire.StepName.Extraction, Script.Wits), events: 2);
        Assert.Equal(("completed", 4321L), (await servers.Front.Http.GetAsync(id)) is var done ? (done.Status, done.DurationMs!.Value) : default);

        async Task SayAsync(string what, Wire.ProcessEvent said, Wire.ProcessEvent? then = null, int events = 1)
        {
            var before = await servers.WarmAsync(id);
            foreach (var e in new[] { said, then }.OfType<Wire.ProcessEvent>())
            {
                await next.Writer.WriteAsync(e, Ct);
            }
            seq += events;
            await servers.Front.Http.WatchUntilAsync(id, e => e.Seq >= seq && e.Type is not (EventTypes.Progress or EventTypes.Partial));
            await servers.CheckAsync(what, id, before);
        }
    }

    [Fact]
    public void Every_write_there_is_has_been_tried()
    {
        var routes = api.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => (Method: method, Path: e.RoutePattern.RawText!.TrimEnd('/'))))
            .Where(r => r.Method != "GET" && (r.Path.StartsWith("/api/", StringComparison.Ordinal) || r.Path.StartsWith("/roi.v1.Workflows/", StringComparison.Ordinal)))
            .Select(r => r.Path.StartsWith("/api/", StringComparison.Ordinal) ? $"{r.Method} {r.Path.Replace(":guid", "", StringComparison.Ordinal).Replace(":int", "", StringComparison.Ordinal)}" : r.Path)
            .Concat(api.Services.GetServices<SocketCommand>().Select(c => c.Name)).ToHashSet();
        Assert.Equal(routes.Order(), Write.All.Select(w => w.Route).Concat(Write.ThatChangeNothing).Order());
    }

    private sealed class Servers(RunningApi front, RunningApi truth, RunningApi? other) : IAsyncDisposable
    {
        public RunningApi Front => front;

        public static async Task<Servers> StartAsync(StaleReadTests tests, params string[] settings)
        {
            var shared = await tests.SharedAsync();
            var front = await tests.Api.StartAsync([.. shared, .. settings]);
            var truth = await tests.Api.StartAsync("--Cache:Enabled=false", "--Jobs:MaxConcurrent=0");
            return new(front, truth, await tests.OtherAsync(shared));
        }

        /// <summary>Asks for everything until it is cached, and answers what is right now.</summary>
        public async Task<Dictionary<string, string>> WarmAsync(Guid id)
        {
            var right = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var read in CachedRead.All)
            {
                right[read.Name] = await read.AskAsync(truth, id);
                await read.AskAsync(front, id);
                await read.AskAsync(front, id);
                await (other is null ? Task.CompletedTask : read.AskAsync(other, id));
            }
            return right;
        }

        /// <param name="mayMove">Whether the workflow goes on by itself: then what is right is asked for again until both agree.</param>
        public async Task CheckAsync(string write, Guid id, Dictionary<string, string> before, bool mayMove = false)
        {
            var changed = 0;
            foreach (var read in CachedRead.All)
            {
                var answered = await read.AskAsync(front, id);
                var right = await read.AskAsync(truth, id);
                while (mayMove && answered != right)
                {
                    Ct.ThrowIfCancellationRequested();
                    (answered, right) = (await read.AskAsync(front, id), await read.AskAsync(truth, id));
                }
                Assert.True(answered == right, $"After {write}, {read} is stale:\n{answered}\nand not\n{right}");
                changed += right == before[read.Name] ? 0 : 1;
                // News need a moment to come over; that they come is what matters here.
                for (var began = Stopwatch.GetTimestamp(); other is not null && await read.AskAsync(other, id) != right;)
                {
                    right = mayMove ? await read.AskAsync(truth, id) : right;
                    Assert.True(Stopwatch.GetElapsedTime(began) < s_patience, $"After {write}, {read} stays stale on another replica.");
                }
            }
            Assert.True(changed > 0 || mayMove, $"{write} changed nothing: the test does not see it.");
        }

        public async ValueTask DisposeAsync()
        {
            await (other?.DisposeAsync() ?? default);
            await truth.DisposeAsync();
            await front.DisposeAsync();
        }
    }
}
