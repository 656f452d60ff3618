using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Workflows;

public sealed class WorkflowActionsOnSqliteTests(SqliteApi api) : WorkflowActionsTests(api), IClassFixture<SqliteApi>;

public sealed class WorkflowActionsOnPostgresTests(PostgresApi api) : WorkflowActionsTests(api), IClassFixture<PostgresApi>;

/// <summary>What people do to workflows, and how those are listed and read.</summary>
public abstract class WorkflowActionsTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cancelling_a_running_workflow_stops_processing_within_a_second()
    {
        var name = Content.NewName();
        var stopped = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await Script.TranscribeAsync(call, "hola");
            await call.SayAsync(Script.Started(Wire.StepName.Translation, Script.Tongue));
            try
            {
                await Task.Delay(Timeout.Infinite, call.Cancelled);
            }
            finally
            {
                stopped.SetResult(Stopwatch.GetTimestamp());
            }
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), name);
        await api.Http.WatchUntilAsync(workflow.Id, e => e is { Type: EventTypes.StepStarted, Step: "translation" });
        var asked = Stopwatch.GetTimestamp();
        using var answer = await api.Http.PostAsync($"/api/workflows/{workflow.Id}/cancel", null, Ct);
        Assert.Equal("cancelled", (await answer.Content.ReadFromJsonAsync<WorkflowResource>(Ct))!.Status);
        var took = Stopwatch.GetElapsedTime(asked, await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(1));

        var results = await api.Http.ResultsAsync(workflow.Id);
        Assert.Equal(["completed", "pending", "pending"], results.Workflow.Steps.Select(s => s.Status));
        Assert.Single(results.Transcript.Segments); // What was finished stays.
        Assert.Equal("cancelled", (await api.Http.WatchAsync(workflow.Id))[^1].Status());
    }

    [Fact]
    public async Task Cancelling_a_queued_workflow_keeps_it_from_running()
    {
        await using var fresh = await FreshDatabase.LikeAsync(api);
        await using var idle = await RunningApi.StartAsync([.. fresh.Settings, "--Listen:HttpPort=0", "--Listen:GrpcPort=0", "--Jobs:MaxConcurrent=0"]);
        var workflow = await idle.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        using var answer = await idle.Http.PostAsync($"/api/workflows/{workflow.Id}/cancel", null, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["queued", "cancelled"], (await idle.Http.WatchAsync(workflow.Id)).Select(e => e.Status()));
        await using var scope = idle.Services.CreateAsyncScope();
        Assert.Null(await idle.Services.GetRequiredService<JobQueue>().ClaimAsync(scope.ServiceProvider.GetRequiredService<RoiDb>(), Ct));
        using var again = await idle.Http.PostAsync($"/api/workflows/{workflow.Id}/cancel", null, Ct);
        await again.ProblemAsync(HttpStatusCode.Conflict, "/problems/wrong-state");
    }

    [Fact]
    public async Task A_completed_workflow_is_neither_cancelled_nor_retried()
    {
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        await api.Http.WatchAsync(workflow.Id);
        foreach (var action in new[] { "cancel", "retry" })
        {
            using var answer = await api.Http.PostAsync($"/api/workflows/{workflow.Id}/{action}", null, Ct);
            var problem = await answer.ProblemAsync(HttpStatusCode.Conflict, "/problems/wrong-state");
            Assert.Contains("completed", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Pages_stay_as_they_are_while_rows_come_and_go()
    {
        var tag = $"{Guid.NewGuid():N}";
        var ids = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add((await api.Http.SubmitAsync(Content.Text($"{i}"), "a.txt", ("name", $"{tag} {i}"))).Id);
        }
        var listed = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = (await api.Http.GetFromJsonAsync<PageResource<WorkflowResource>>($"/api/workflows?limit=3&q={tag.ToUpperInvariant()}&cursor={cursor}", Ct))!;
            Assert.InRange(page.Items.Count, 1, 3);
            listed.AddRange(page.Items.Select(w => w.Id));
            cursor = page.NextCursor;
            if (listed.Count == 3)
            {
                await api.Http.SubmitAsync(Content.Text("new"), "a.txt", ("name", $"{tag} new"));
                using var deleted = await api.Http.DeleteAsync($"/api/workflows/{listed[^1]}", Ct); // The very row at which the page ended.
            }
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Reverse(ids), listed);
    }

    [Fact]
    public async Task A_list_is_filtered_by_status_and_by_name_without_wildcards()
    {
        var tag = $"{Guid.NewGuid():N}";
        var done = await api.Http.SubmitAsync(Content.Text("x"), "100%.txt", ("name", $"{tag} 100% sure"));
        await api.Http.SubmitAsync(Content.Text("y"), "other.txt", ("name", $"{tag} 1000 sure"));
        await api.Http.WatchAsync(done.Id);
        var found = await api.Http.GetFromJsonAsync<PageResource<WorkflowResource>>($"/api/workflows?status=completed&q={Uri.EscapeDataString($"{tag} 100%")}", Ct);
        Assert.Equal(done.Id, Assert.Single(found!.Items).Id);
        Assert.Null(found.NextCursor);
    }

    [Theory]
    [InlineData("limit=0", "/problems/invalid-field", "limit")]
    [InlineData("limit=101", "/problems/invalid-field", "limit")]
    [InlineData("limit=many", "/problems/invalid-field", "limit")]
    [InlineData("status=done", "/problems/invalid-field", "status")]
    [InlineData("cursor=elsewhere", "/problems/invalid-cursor", "cursor")]
    [InlineData("cursor=MTIzNDU2Nzg5MC5hYmM", "/problems/invalid-cursor", "cursor")]
    public async Task A_list_asked_for_in_the_wrong_way_names_the_field(string query, string type, string field)
    {
        using var answer = await api.Http.GetAsync($"/api/workflows?{query}", Ct);
        Assert.Equal(field, (await answer.ProblemAsync(HttpStatusCode.BadRequest, type)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_workflow_read_again_unchanged_is_not_sent_again()
    {
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        await api.Http.WatchAsync(workflow.Id);
        using var first = await api.Http.GetAsync($"/api/workflows/{workflow.Id}", Ct);
        var etag = first.Headers.ETag!;
        Assert.False(etag.IsWeak);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/workflows/{workflow.Id}");
        request.Headers.IfNoneMatch.Add(etag);
        using var again = await api.Http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task Unknown_routes_and_ids_are_problems_too()
    {
        using var route = await api.Http.GetAsync("/api/nothing", Ct);
        await route.ProblemAsync(HttpStatusCode.NotFound, "/problems/not-found");
        using var noUuid = await api.Http.GetAsync("/api/workflows/42", Ct);
        await noUuid.ProblemAsync(HttpStatusCode.NotFound, "/problems/not-found");
        foreach (var path in new[] { "", "/results", "/transcript", "/audio", "/export?format=csv" })
        {
            using var unknown = await api.Http.GetAsync($"/api/workflows/{Guid.CreateVersion7()}{path}", Ct);
            await unknown.ProblemAsync(HttpStatusCode.NotFound, "/problems/workflow-not-found");
        }
        using var method = await api.Http.PutAsync("/api/workflows", null, Ct);
        await method.ProblemAsync(HttpStatusCode.MethodNotAllowed, "/problems/method-not-allowed");
    }

    [Fact]
    public async Task Statistics_count_what_there_is()
    {
        // Nobody else's workflows are in this one.
        await using var fresh = await FreshDatabase.LikeAsync(api);
        await using var alone = await RunningApi.StartAsync(
            [.. fresh.Settings, "--Listen:HttpPort=0", "--Listen:GrpcPort=0", $"--services:processing:grpc:0={api.Processing.Address.GetLeftPart(UriPartial.Authority)}"]);
        var workflow = await alone.Http.SubmitAsync(Content.Text("hola", "adiós"), Content.NewName());
        await alone.Http.WatchAsync(workflow.Id);
        var after = (await alone.Http.GetFromJsonAsync<StatsResource>("/api/workflows/stats", Ct))!;
        Assert.Equal((1, 1, 2, 2000L), (after.Total, after.Contacts, after.ActionItems, after.DurationMs));
        Assert.Equal(6, after.ByStatus.Count);
        Assert.NotNull(after.MedianElapsedMs);
    }

    [Fact]
    public async Task The_interface_describes_itself_and_says_what_is_installed()
    {
        var openApi = await api.Http.GetFromJsonAsync<System.Text.Json.JsonElement>("/openapi/v1.json", Ct);
        var operations = openApi.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).ToList();
        Assert.True(operations.Count >= 15);
        Assert.All(operations, o => Assert.True(o.Value.TryGetProperty("operationId", out _) && o.Value.TryGetProperty("summary", out _), o.Value.ToString()));

        var capabilities = (await api.Http.GetFromJsonAsync<CapabilitiesResource>("/api/capabilities", Ct))!;
        Assert.Equal([("ears", true, null), ("tongue", false, "Install the tongue.")], capabilities.Engines.Select(e => (e.Name, e.Available, e.Remedy)));
        Assert.Contains(".opus", capabilities.Formats);
        var template = (await api.Http.GetFromJsonAsync<RecordingTemplateResource>("/api/recording-template", Ct))!;
        Assert.Equal(["en", "es"], template.Templates.Select(t => t.Language));
        Assert.All(template.Templates, t => Assert.All(t.Slots, s => Assert.Contains($"[{s.Placeholder}]", t.Text, StringComparison.Ordinal)));
        Assert.Equal("healthy", (await api.Http.GetFromJsonAsync<System.Text.Json.JsonElement>("/health", Ct)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Without_processing_memos_are_taken_and_wait()
    {
        var port = RoiApp.Testing.Servers.FreePort.Next();
        await using var fresh = await FreshDatabase.LikeAsync(api);
        await using var alone = await RunningApi.StartAsync(
            [.. fresh.Settings, "--Listen:HttpPort=0", "--Listen:GrpcPort=0", "--Pipeline:TryAgainAfter=00:00:00.1", $"--services:processing:grpc:0=http://127.0.0.1:{port}"]);
        using var capabilities = await alone.Http.GetAsync("/api/capabilities", Ct);
        await capabilities.ProblemAsync(HttpStatusCode.ServiceUnavailable, "/problems/processing-unavailable");
        using var health = await alone.Http.GetAsync("/health", Ct);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Contains("degraded", await health.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        var workflow = await alone.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        await alone.Http.WatchUntilAsync(workflow.Id, e => e.Message == "Processing cannot be reached; waiting for it to come back.");
        await using var processing = await ScriptedProcessing.StartAsync(port);
        var events = await alone.Http.WatchAsync(workflow.Id);
        Assert.Equal("completed", events[^1].Status());
    }
}
