using System.Net;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Caching;

/// <summary>What the cache says of itself, its bounds, and its switch.</summary>
public sealed class CacheEndpointsTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statistics_tell_hits_from_misses_by_family()
    {
        await using var server = await api.StartAsync("--Cache:WarmUp=false", "--Jobs:MaxConcurrent=0");
        await server.Http.GetStatsAsync();
        await server.Http.GetStatsAsync();
        await server.Http.GetStatsAsync();

        var stats = await server.Http.CacheStatsAsync();
        Assert.Equal((true, "none"), (stats.Enabled, stats.Redis));
        Assert.Equal(["workflow", "results", "lists", "stats", "search"], stats.Families.Select(f => f.Name));
        var family = stats.Families.Single(f => f.Name == "stats");
        Assert.Equal((300_000, 2, 2, 0, 1, 0.6667), (family.TtlMs, family.Hits, family.MemoryHits, family.RedisHits, family.Misses, family.HitRate));
        Assert.True(family is { StoredBytes: > 100, HitMs: >= 0, MissMs: > 0 });
        using var response = await server.Http.GetAsync("/api/cache/stats", Ct);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_family_that_there_is_not_is_told_with_those_there_are()
    {
        using var response = await api.Http.PostAsync("/api/cache/clear?family=memos", null, Ct);
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field");
        Assert.Equal("'family' has to be one of workflow, results, lists, stats, search, or absent for all of them.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Memory_stays_within_its_bound()
    {
        await using var server = await api.StartAsync("--Cache:MaxMemoryBytes=10000", "--Cache:WarmUp=false", "--Jobs:MaxConcurrent=0");
        var evicted = 0L;
        for (var i = 0; i < 5_000 && evicted == 0; i++)
        {
            using var response = await server.Http.GetAsync($"/api/search?q=nothing{i}", Ct);
            evicted = (await server.Http.CacheStatsAsync()).Families.Single(f => f.Name == "search").Evictions;
        }
        Assert.True(evicted > 0);
    }

    [Fact]
    public async Task Switched_off_it_reads_each_time()
    {
        await using var server = await api.StartAsync("--Cache:Enabled=false", "--Jobs:MaxConcurrent=0");
        await server.Http.GetStatsAsync();
        await server.Http.GetStatsAsync();
        var stats = await server.Http.CacheStatsAsync();
        Assert.False(stats.Enabled);
        Assert.True(stats.Families.Single(f => f.Name == "stats") is { Bypasses: 2, Hits: 0, Misses: 0 });
    }

    [Fact]
    public async Task The_common_queries_are_ready_soon_after_the_start()
    {
        var id = (await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName())).Id;
        Assert.Equal("completed", (await api.Http.WatchAsync(id))[^1].Status());
        await using var server = await api.StartAsync("--Jobs:MaxConcurrent=0");
        while ((await server.Http.CacheStatsAsync()).Families.Single(f => f.Name == "results").Misses == 0)
        {
            Ct.ThrowIfCancellationRequested();
        }
        await server.Http.ResultsAsync(id);
        var stats = await server.Http.CacheStatsAsync();
        Assert.True(stats.Families.Single(f => f.Name == "lists") is { Misses: 1 });
        Assert.True(stats.Families.Single(f => f.Name == "stats") is { Misses: 1 });
    }
}
