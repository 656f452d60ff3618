using System.Diagnostics;
using Npgsql;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Caching;

/// <summary>Two replicas whose line to one another is cut while one of them writes.</summary>
public sealed class LostLineTests(PostgresApi api) : IClassFixture<PostgresApi>
{
    private const int Cuts = 5;

    // Nobody looks at the log by himself: what is not heard of stays unknown.
    private static readonly string[] s_settings = ["--Jobs:MaxConcurrent=0", "--Progress:PollEvery=01:00:00", "--Progress:PollAloneEvery=01:00:00"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_committed_while_nobody_listens_is_known_as_soon_as_the_cache_is_trusted_again()
    {
        var id = (await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName())).Id;
        Assert.Equal("completed", (await api.Http.WatchAsync(id))[^1].Status());
        await api.Api.StopAsync();
        await using var writer = await api.StartAsync(s_settings);
        await using var reader = await api.StartAsync(s_settings);
        await using var database = NpgsqlDataSource.Create((await api.ConnectionStringAsync())!);
        for (var cut = 0; cut < Cuts; cut++)
        {
            await TrustedAsync(reader);
            await reader.Http.ResultsAsync(id);
            var before = await reader.Http.CacheStatsAsync();
            await reader.Http.ResultsAsync(id);
            Assert.Equal(1, (await reader.Http.CacheStatsAsync()).Families.Single(f => f.Name == "results").Hits - before.Families.Single(f => f.Name == "results").Hits);

            await using (var kill = database.CreateCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'RoiApp.Api notices'"))
            {
                Assert.True((long)(await kill.ExecuteScalarAsync(Ct))! >= 1);
            }
            await EditAsync(writer, id, $"Company {cut}");

            // Cut or not yet noticed, heard or looked up: the news has to come, and once the cache is trusted on a new line it has come.
            var began = Stopwatch.GetTimestamp();
            while ((await reader.Http.ResultsAsync(id)).Report.Contacts[0].Company != $"Company {cut}")
            {
                Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), $"Cut {cut}: the reader has not heard of the change.");
            }
            await TrustedAsync(reader);
            Assert.Equal($"Company {cut}", (await reader.Http.ResultsAsync(id)).Report.Contacts[0].Company);
        }
    }

    [Fact]
    public async Task What_is_cleared_on_one_replica_is_dropped_on_the_other()
    {
        await using var first = await api.StartAsync(s_settings);
        await using var second = await api.StartAsync(s_settings);
        await TrustedAsync(second);
        await second.Http.GetStatsAsync();
        await second.Http.GetStatsAsync();
        var misses = await MissesAsync();

        using var cleared = await first.Http.PostAsync("/api/cache/clear?family=stats", null, Ct);
        Assert.Equal("""{"families":["stats"]}""", await cleared.Content.ReadAsStringAsync(Ct));
        var began = Stopwatch.GetTimestamp();
        while (await MissesAsync() == misses)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "The other replica still answers what was cleared.");
            await second.Http.GetStatsAsync();
        }

        async Task<long> MissesAsync() => (await second.Http.CacheStatsAsync()).Families.Single(f => f.Name == "stats").Misses;
    }

    private static async Task TrustedAsync(RunningApi server)
    {
        while (!(await server.Http.CacheStatsAsync()).Trusted)
        {
            Ct.ThrowIfCancellationRequested();
        }
    }

    private static async Task EditAsync(RunningApi server, Guid id, string company)
    {
        using var contact = await server.Http.GetAsync($"/api/workflows/{id}/contacts/0", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/workflows/{id}/contacts/0")
        {
            Content = new StringContent($$"""{"company":"{{company}}"}""", null, "application/merge-patch+json"),
            Headers = { { "If-Match", contact.Headers.ETag!.Tag } },
        };
        using var response = await server.Http.SendAsync(request, Ct);
        response.EnsureSuccessStatusCode();
    }
}
