using System.Net.Http.Json;
using Microsoft.Extensions.Options;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Performance;

public sealed class PerformanceEndpointTests(SqliteApi api) : IClassFixture<SqliteApi>
{
    private static readonly string[] s_measured =
    [
        "http GET /api/workflows/{id}", "http POST /api/workflows", "http (no route)", "queue wait", "queue run", "step transcription", "step extraction", "database write-turn",
        "query select workflows", "events sse",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_operation_that_a_memo_meets_is_measured()
    {
        await api.Api.StopAsync(); // It shares the queue, and may run the memo.
        await using var server = await api.StartAsync();
        await RunAsync(server);
        var told = await ToldAsync(server, told => s_measured.All(name => told.Operations.Any(o => o.Name == name)));

        Assert.DoesNotContain(told.Operations, o => o.Name.EndsWith("/events", StringComparison.Ordinal)); // It lasts as long as somebody watches.
        var upload = told.Operations.Single(o => o.Name == "http POST /api/workflows");
        Assert.Equal([1, 5, 60], upload.Windows.Select(w => w.Minutes));
        Assert.All(upload.Windows, w =>
        {
            Assert.Equal((1, 0), (w.Count, w.Failed));
            Assert.True(w.P50Ms > 0 && w.P50Ms == w.P99Ms && Math.Abs(w.MeanMs!.Value - w.P50Ms.Value) <= 0.01 * w.MeanMs && w.PerSecond > 0, $"{w}");
        });
        Assert.Equal(["claim", "edit", "events", "memo", "queries", "reads", "upload"], told.Targets.Select(t => t.Target).Distinct());
        Assert.All(told.Targets, t => Assert.Equal(t.MeasuredMs is { } ms ? ms <= t.LimitMs : null, t.Passed));
        Assert.Null(Assert.Single(told.Targets, t => t.Target == "edit").Passed); // Nobody edited.
        Assert.All(told.Targets.Where(t => t.Target == "reads"), t => Assert.StartsWith("http GET /api/", t.Operation, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Targets_are_changed_added_and_taken_away_by_name()
    {
        await using var server = await api.StartAsync(
            "--Performance:Targets:reads:LimitMs=0.001", "--Performance:Targets:edit:Enabled=false",
            "--Performance:Targets:mine:Operation=http GET /api/workflows/{id}", "--Performance:Targets:mine:LimitMs=600000", "--Performance:Targets:mine:Percentile=50", "--Performance:Targets:mine:Minutes=60");
        await RunAsync(server);
        var told = await ToldAsync(server, told => told.Targets.Any(t => t is { Target: "reads", Operation: "http GET /api/workflows/{id}" }));
        Assert.DoesNotContain(told.Targets, t => t.Target == "edit");
        var reads = told.Targets.Single(t => t is { Target: "reads", Operation: "http GET /api/workflows/{id}" });
        Assert.Equal((95, 0.001, 5, false), (reads.Percentile, reads.LimitMs, reads.Minutes, reads.Passed));
        var mine = told.Targets.Single(t => t.Target == "mine");
        Assert.Equal((50, 600_000, 60, true), (mine.Percentile, mine.LimitMs, mine.Minutes, mine.Passed));
    }

    [Theory]
    [InlineData("http GET /api/workflow", 95, 200, "nothing here is called")]
    [InlineData("cook *", 95, 200, "nothing here is called")]
    [InlineData("queue wait", 42, 200, "Percentile")]
    [InlineData("queue wait", 95, 0, "LimitMs")]
    [InlineData("", 95, 200, "Operation")]
    public async Task A_target_that_cannot_be_meant_stops_the_start_and_is_named(string operation, int percentile, double limitMs, string says)
    {
        var thrown = await Assert.ThrowsAsync<OptionsValidationException>(() => api.StartAsync(
            $"--Performance:Targets:mine:Operation={operation}", $"--Performance:Targets:mine:Percentile={percentile}", $"--Performance:Targets:mine:LimitMs={limitMs}"));
        Assert.Contains("Performance:Targets:mine", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(says, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_past_the_limit_are_counted_together()
    {
        await api.Api.StopAsync();
        await using var server = await api.StartAsync("--Performance:MaxOperations=10");
        await RunAsync(server);
        foreach (var path in new[] { "/api/workflows", "/api/workflows/stats", "/api/recording-template", "/api/search?q=hola", "/api/workflows/export", "/openapi/v1.json" })
        {
            using var answer = await server.Http.GetAsync(path, Ct);
        }
        var told = await ToldAsync(server, told => told.Operations.Any(o => o.Name == "http (others)"));
        // A common one for each family, and as many again that came in the same moment.
        Assert.InRange(told.Operations.Count, 10, 10 + (2 * told.Operations.Select(o => o.Family).Distinct().Count()));
    }

    private static async Task RunAsync(RunningApi server)
    {
        var workflow = await server.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        await server.Http.WatchAsync(workflow.Id);
        await server.Http.GetAsync(workflow.Id);
        using var nothing = await server.Http.GetAsync("/nothing/of/the/kind", Ct);
    }

    // A request is measured once its last byte is on its way: the client may be quicker.
    private static async Task<PerformanceResource> ToldAsync(RunningApi server, Func<PerformanceResource, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var told = (await server.Http.GetFromJsonAsync<PerformanceResource>("/api/performance", limit.Token))!;
            if (wanted(told))
            {
                return told;
            }
            await Task.Delay(20, limit.Token);
        }
    }
}
