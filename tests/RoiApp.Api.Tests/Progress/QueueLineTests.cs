using System.Net;
using System.Net.Http.Json;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Progress;

public sealed class QueueLineOnSqliteTests(SqliteApi api) : QueueLineTests(api), IClassFixture<SqliteApi>;

public sealed class QueueLineOnPostgresTests(PostgresApi api) : QueueLineTests(api), IClassFixture<PostgresApi>;

/// <summary>Who waits is told how many are before them, everywhere the same, and sees it move.</summary>
public abstract class QueueLineTests(ApiFixture api)
{
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workflow_that_waits_says_how_many_are_before_it_and_its_watchers_see_it_move()
    {
        await using var server = await RunningApi.StartAsync([.. await api.SettingsAsync(), "--Jobs:MaxConcurrent=1"]);
        await api.Api.StopAsync(); // The fixture's own would take from the queue, too.
        var held = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var begun = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        async Task<WorkflowResource> SubmitAsync(int number, string priority)
        {
            var name = Content.NewName();
            api.Processing.On(name, async call =>
            {
                begun[number].TrySetResult();
                await held[number].Task.WaitAsync(call.Cancelled);
                await Script.WholeAsync(call);
            });
            return await server.Http.SubmitAsync(Content.Text("hola"), name, ("priority", priority));
        }

        await SubmitAsync(0, "medium");
        await begun[0].Task.WaitAsync(s_within, Ct);
        var low = await SubmitAsync(1, "low");
        var medium = await SubmitAsync(2, "medium");
        var high = await SubmitAsync(3, "high");

        foreach (var (workflow, ahead) in new[] { (high, 0), (medium, 1), (low, 2) })
        {
            Assert.Equal(ahead, (await server.Http.GetAsync(workflow.Id)).QueuePosition);
            Assert.Equal(ahead, (await server.Http.ResultsAsync(workflow.Id)).Workflow.QueuePosition);
            Assert.Equal(ahead, (await server.Grpc.GetAsync(new() { Id = workflow.Id.ToString() }, cancellationToken: Ct)).QueuePosition);
        }
        var page = (await server.Http.GetFromJsonAsync<PageResource<WorkflowResource>>("/api/workflows", Ct))!;
        Assert.Equal([0, 1, 2, null], page.Items.Select(w => w.QueuePosition));
        // The first is claimed, and as nobody has answered it yet, neither running nor in the line.
        Assert.Equal([0, 1, 2, null], (await server.Grpc.ListAsync(new() { Status = Wire.WorkflowStatus.Queued }, cancellationToken: Ct)).Workflows.Select(w => w.QueuePosition));
        using var get = await server.Http.GetAsync($"/api/workflows/{low.Id}", Ct);
        var version = get.Headers.ETag!;

        var places = new List<int>();
        var ended = false;
        await foreach (var e in server.Http.EventsAsync(low.Id).WithCancellation(Ct))
        {
            if (e.Type == EventTypes.Progress && e.Data!.Value.GetProperty("queuePosition") is { ValueKind: System.Text.Json.JsonValueKind.Number } place && places.LastOrDefault(-1) != place.GetInt32())
            {
                Assert.Equal(1, e.Seq); // As the state event before it, which is the first.
                places.Add(place.GetInt32());
                held[places[^1] switch { 2 => 0, 1 => 3, _ => 2 }].TrySetResult(); // Whoever runs is done, and the next one's turn comes.
                _ = places[^1] == 0 && held[1].TrySetResult();
            }
            ended |= e.Status() == "running";
            if (ended)
            {
                break;
            }
        }

        Assert.Equal([2, 1, 0], places);
        Assert.Null((await server.Http.GetAsync(low.Id)).QueuePosition);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/workflows/{low.Id}") { Headers = { IfNoneMatch = { version } } };
        using var changed = await server.Http.SendAsync(again, Ct);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }
}
