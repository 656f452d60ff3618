using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RoiApp.Api.Tests.Hosting;
using RoiApp.ServiceDefaults.Caching;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.Api.Tests.Caching;

/// <summary>A real Redis that goes, halts, fills up or refuses, under load: everybody is answered, and rightly, and it comes back by itself.</summary>
public sealed class RedisFaultTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    private const int Clients = 4;

    // So that a test machine with much to do is not taken for a slow Redis; the real bound has a test of its own.
    private static readonly string[] s_patient = ["--Cache:RedisWithin=00:00:02", "--Cache:LookForRedisEvery=00:00:00.2"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Faults { get; } = new("killed", "halted", "full", "read-only");

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Without_redis_everybody_is_answered_rightly_and_it_comes_back(string fault)
    {
        await using var redis = new RedisServer();
        await redis.StartAsync(Ct);
        await api.Api.StopAsync();
        var log = new StateLog();
        string[] settings = [.. await api.SettingsAsync(), "--Jobs:MaxConcurrent=0"];
        await using var server = await RunningApi.StartAsync(
            [.. settings, .. s_patient, $"--ConnectionStrings:cache={redis.ConnectionString}", "--Logging:LogLevel:RoiApp.ServiceDefaults.Caching=Information"], b => b.Logging.AddProvider(log));
        await using var truth = await RunningApi.StartAsync([.. settings, "--Cache:Enabled=false"]);
        await UntilAsync(server, "up");
        log.Clear(); // A machine with much to do may take long to connect, and say so.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var answered = new int[Clients];
        var load = Enumerable.Range(0, Clients).Select(i => LoadAsync(server, i, answered, over.Token)).ToList();

        await BreakAsync(redis, fault);
        await UntilAsync(server, "away");
        Assert.Equal("degraded", await HealthAsync(server));
        await WriteAndReadAsync(server, truth);
        var soFar = answered.Sum();
        while (answered.Sum() < soFar + 50) // They go on while it is away.
        {
            await WriteAndReadAsync(server, truth);
        }
        Assert.Equal("away", (await server.Http.CacheStatsAsync()).Redis);

        await RepairAsync(redis, fault);
        await UntilAsync(server, "up");
        await WriteAndReadAsync(server, truth);
        Assert.Equal("healthy", await HealthAsync(server));

        await over.CancelAsync();
        await Task.WhenAll(load);
        Assert.Equal([9001, 9002], log.Events);
    }

    [Fact]
    public async Task A_redis_that_was_never_there_is_told_of_once_and_missed_by_nobody()
    {
        await api.Api.StopAsync();
        var log = new StateLog();
        await using var server = await RunningApi.StartAsync(
            [.. await api.SettingsAsync(), .. s_patient, $"--ConnectionStrings:cache=127.0.0.1:{FreePort.Next()},connectTimeout=500", "--Jobs:MaxConcurrent=0",
                "--Logging:LogLevel:RoiApp.ServiceDefaults.Caching=Information"],
            b => b.Logging.AddProvider(log));
        var id = (await server.Http.SubmitAsync(Content.Text("hola"), Content.NewName())).Id;
        using var cancelled = await server.Http.PostAsync($"/api/workflows/{id}/cancel", null, Ct);
        await server.Http.GetAsync(id);
        Assert.Equal("cancelled", (await server.Http.GetAsync(id)).Status);

        while (log.Events.Count == 0)
        {
            Assert.Equal("away", (await server.Http.CacheStatsAsync()).Redis);
        }
        Assert.Equal(9001, Assert.Single(log.Events));
        Assert.True((await server.Http.CacheStatsAsync()).Families.Single(f => f.Name == "workflow") is { MemoryHits: > 0, RedisHits: 0, Errors: 0 });
    }

    [Fact]
    public async Task What_one_replica_put_into_redis_another_does_not_read_again()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync(Ct);
        await api.Api.StopAsync();
        string[] settings = [.. await api.SettingsAsync(), .. s_patient, $"--ConnectionStrings:cache={redis.ConnectionString}", "--Jobs:MaxConcurrent=0", "--Cache:WarmUp=false"];
        await using var first = await RunningApi.StartAsync(settings);
        await UntilAsync(first, "up");
        var id = (await first.Http.SubmitAsync(Content.Text("hola"), Content.NewName())).Id;
        using var cancelled = await first.Http.PostAsync($"/api/workflows/{id}/cancel", null, Ct);
        var put = await first.Http.GetStringAsync($"/api/workflows/{id}", Ct);

        // Both know of the same last change: the first by making it, the second as it starts.
        await using var second = await RunningApi.StartAsync(settings);
        await UntilAsync(second, "up");
        while (!(await second.Http.CacheStatsAsync()).Trusted)
        {
            Ct.ThrowIfCancellationRequested();
        }
        Assert.Equal(put, await second.Http.GetStringAsync($"/api/workflows/{id}", Ct));
        Assert.True((await second.Http.CacheStatsAsync()).Families.Single(f => f.Name == "workflow") is { RedisHits: 1, Misses: 0 });
    }

    private static async Task BreakAsync(RedisServer redis, string fault)
    {
        switch (fault)
        {
            case "killed":
                await redis.KillAsync(Ct);
                break;
            case "halted":
                redis.Stop();
                break;
            case "full":
                await redis.CommandAsync("CONFIG SET maxmemory-policy noeviction", Ct);
                await redis.CommandAsync("CONFIG SET maxmemory 1", Ct);
                break;
            default:
                await redis.CommandAsync($"REPLICAOF 127.0.0.1 {FreePort.Next()}", Ct);
                break;
        }
    }

    private static Task RepairAsync(RedisServer redis, string fault)
    {
        switch (fault)
        {
            case "killed":
                return redis.RestartAsync(Ct);
            case "halted":
                redis.Continue();
                return Task.CompletedTask;
            case "full":
                return redis.CommandAsync("CONFIG SET maxmemory 0", Ct);
            default:
                return redis.CommandAsync("REPLICAOF NO ONE", Ct);
        }
    }

    /// <summary>Asks for what is cached and, so that Redis is needed, for what nobody has asked for yet.</summary>
    private static async Task LoadAsync(RunningApi server, int client, int[] answered, CancellationToken over)
    {
        for (var i = 0; !over.IsCancellationRequested; i++)
        {
            foreach (var url in new[] { "/api/workflows", "/api/workflows/stats", $"/api/workflows?q={client}-{i}", $"/api/search?q=hola{client}x{i}" })
            {
                using var response = await server.Http.GetAsync(url, CancellationToken.None);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                answered[client]++;
            }
        }
    }

    private static async Task WriteAndReadAsync(RunningApi server, RunningApi truth)
    {
        var id = (await server.Http.SubmitAsync(Content.Text("hola"), Content.NewName())).Id;
        using var cancelled = await server.Http.PostAsync($"/api/workflows/{id}/cancel", null, Ct);
        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        foreach (var read in CachedRead.All)
        {
            Assert.Equal(await read.AskAsync(truth, id), await read.AskAsync(server, id));
        }
    }

    private static async Task UntilAsync(RunningApi server, string redis)
    {
        while ((await server.Http.CacheStatsAsync()).Redis != redis)
        {
            Ct.ThrowIfCancellationRequested();
        }
    }

    private static async Task<string> HealthAsync(RunningApi server)
    {
        using var response = await server.Http.GetAsync("/health", Ct);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("checks").GetProperty("cache").GetProperty("status").GetString()!;
    }

    /// <summary>The ids of what is said about Redis' state.</summary>
    private sealed class StateLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<int> _events = new();

        public IReadOnlyList<int> Events => [.. _events];

        public void Clear() => _events.Clear();

        public ILogger CreateLogger(string categoryName) => categoryName == typeof(RedisState).FullName ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _events.Enqueue(eventId.Id);

        public void Dispose()
        {
        }
    }
}
