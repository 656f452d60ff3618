using System.Net;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Caching;

public sealed class SingleFlightOnSqliteTests(SqliteApi api) : SingleFlightTests(api), IClassFixture<SqliteApi>;

public sealed class SingleFlightOnPostgresTests(PostgresApi api) : SingleFlightTests(api), IClassFixture<PostgresApi>;

/// <summary>What many ask for at the same time is read once, and a slow reading does not outlive the change that it missed.</summary>
public abstract class SingleFlightTests(ApiFixture api)
{
    private const int Callers = 200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_who_miss_at_the_same_time_cost_one_reading()
    {
        var (recorded, held) = (new RecordedCommands(), new HeldQueries());
        await using var server = await StartAsync(recorded, held);
        var id = await CompletedAsync(server);
        await server.Http.ClearCacheAsync();
        var before = Family(await server.Http.CacheStatsAsync(), "results");

        var hold = held.Next("segments");
        var names = Enumerable.Range(0, Callers).Select(_ => Guid.NewGuid().ToString()).ToList();
        var calls = names.ConvertAll(name => AskAsync(server, $"/api/workflows/{id}/results", name));
        await hold.Held.WaitAsync(Ct);
        hold.Release();
        var answers = await Task.WhenAll(calls);

        Assert.Single(answers.Distinct());
        var after = Family(await server.Http.CacheStatsAsync(), "results");
        Assert.Equal(1, after.Misses - before.Misses);
        Assert.Equal(Callers - 1, after.Joins - before.Joins + (after.Hits - before.Hits));
        var one = names.Where(name => recorded.Of(name).Count > 0).ToList();
        Assert.True(one.Count == 1, $"{one.Count} of them asked the database");
        Assert.True(recorded.Of(one[0]).Count <= 2, string.Join("\n\n", recorded.Of(one[0]).Select(c => c.Sql)));
    }

    [Fact]
    public async Task What_was_read_before_a_change_and_comes_late_is_not_answered_after_it()
    {
        var held = new HeldQueries();
        await using var server = await StartAsync(new(), held, "--Jobs:MaxConcurrent=0");
        var id = await CompletedAsync(api.Api);
        await server.Http.ClearCacheAsync();
        await server.Http.GetStringAsync($"/api/workflows/{id}", Ct);
        using var contact = await server.Http.GetAsync($"/api/workflows/{id}/contacts/0", Ct);

        var hold = held.Next("segments");
        var early = server.Http.ResultsAsync(id);
        await hold.Held.WaitAsync(Ct);
        using var edit = new HttpRequestMessage(HttpMethod.Patch, $"/api/workflows/{id}/contacts/0")
        {
            Content = new StringContent("""{"company":"Umbrella"}""", null, "application/merge-patch+json"),
            Headers = { { "If-Match", contact.Headers.ETag!.Tag } },
        };
        using var edited = await server.Http.SendAsync(edit, Ct);
        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
        hold.Release();

        Assert.Equal("Acme", (await early).Report.Contacts[0].Company); // It asked before.
        Assert.Equal("Umbrella", (await server.Http.ResultsAsync(id)).Report.Contacts[0].Company);
    }

    [Fact]
    public async Task Who_leaves_while_it_is_read_takes_nothing_from_those_who_wait()
    {
        var held = new HeldQueries();
        await using var server = await StartAsync(new(), held, "--Jobs:MaxConcurrent=0");
        var id = await CompletedAsync(api.Api);
        await server.Http.ClearCacheAsync();

        var hold = held.Next("segments");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = server.Http.GetAsync($"/api/workflows/{id}/results", leaving.Token);
        await hold.Held.WaitAsync(Ct);
        var second = server.Http.ResultsAsync(id);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        hold.Release();

        Assert.Equal(id, (await second).Workflow.Id);
    }

    private static CacheFamilyResource Family(CacheStatsResource stats, string name) => stats.Families.Single(f => f.Name == name);

    private static async Task<string> AskAsync(RunningApi server, string url, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { RecordedCommands.Header, name } } };
        using var response = await server.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Ct);
    }

    private static async Task<Guid> CompletedAsync(RunningApi server)
    {
        var id = (await server.Http.SubmitAsync(Content.Text("hola", "adiós"), Content.NewName())).Id;
        Assert.Equal("completed", (await server.Http.WatchAsync(id))[^1].Status());
        return id;
    }

    private async Task<RunningApi> StartAsync(RecordedCommands recorded, HeldQueries held, params string[] settings) =>
        await RunningApi.StartAsync([.. await api.SettingsAsync(), "--Cache:WarmUp=false", .. settings], builder =>
        {
            recorded.AddTo(builder);
            held.AddTo(builder);
        });
}
