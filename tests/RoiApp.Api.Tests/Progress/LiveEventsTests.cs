using System.Net;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Progress;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Progress;

public sealed class LiveEventsOnSqliteTests(SqliteApi api) : LiveEventsTests(api), IClassFixture<SqliteApi>;

public sealed class LiveEventsOnPostgresTests(PostgresApi api) : LiveEventsTests(api), IClassFixture<PostgresApi>;

/// <summary>Whoever watches sees every state event once and in order, whenever they come and however often they go.</summary>
public abstract class LiveEventsTests(ApiFixture api)
{
    private const int Segments = 150;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watchers_who_come_and_go_while_events_are_written_miss_none_and_see_none_twice()
    {
        var name = Content.NewName();
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await call.SayAsync(Script.Started(Wire.StepName.Transcription, Script.Ears));
            for (var i = 0; i < Segments; i++)
            {
                await call.SayAsync(Script.Segment(i, $"s{i}"));
                await call.SayAsync(Script.Progress(Wire.StepName.Transcription, 100.0 * i / Segments));
                if (i == Segments / 2)
                {
                    half.SetResult();
                    await goOn.Task.WaitAsync(call.Cancelled);
                }
            }
            await call.SayAsync(Script.Completed(Wire.StepName.Transcription, Script.Ears));
            await Script.TranslateAsync(call, Segments);
            await Script.ExtractAsync(call);
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("x"), name);

        var patient = api.Http.WatchAsync(workflow.Id);
        var restless = Enumerable.Range(1, 5).Select(steps => RestlessAsync(workflow.Id, comeBackAfter: steps * 7)).ToList();
        var rpc = OverGrpcAsync(workflow.Id);
        await half.Task.WaitAsync(Ct);
        await api.Http.WatchUntilAsync(workflow.Id, e => e.Seq > 20); // Written, not only said.
        var late = api.Http.WatchAsync(workflow.Id, after: 20);
        goOn.SetResult();

        var last = (await api.Http.GetAsync(workflow.Id)).LastSeq;
        foreach (var seen in await Task.WhenAll([patient, rpc, .. restless]))
        {
            last = seen[^1].Seq;
            Assert.Equal(Enumerable.Range(1, (int)last).Select(i => (long)i), seen.Kept().Select(e => e.Seq));
            Assert.Equal("completed", seen[^1].Status());
            Assert.Equal(Segments, seen.Count(e => e.Type == EventTypes.Segment));
        }
        Assert.Equal(Enumerable.Range(21, (int)last - 20).Select(i => (long)i), (await late).Kept().Select(e => e.Seq));
        Assert.Equal(last, (await api.Http.GetAsync(workflow.Id)).LastSeq);
    }

    [Fact]
    public async Task Progress_passes_with_the_seq_before_it_and_is_kept_nowhere()
    {
        var name = Content.NewName();
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await call.SayAsync(Script.Started(Wire.StepName.Transcription, Script.Ears));
            while (!said.Task.IsCompleted)
            {
                await call.SayAsync(new() { Partial = new() { StartMs = 700, Text = "ho" } });
                await call.SayAsync(Script.Progress(Wire.StepName.Transcription, 12.5));
                call.Cancelled.ThrowIfCancellationRequested();
            }
            await Script.TranscribeAsync(call, "hola");
            await Script.TranslateAsync(call, 1);
            await Script.ExtractAsync(call);
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("x"), name);
        EventResource? progress = null, partial = null;
        long kept = 0;
        await foreach (var e in api.Http.EventsAsync(workflow.Id))
        {
            if (e.Type is EventTypes.Progress or EventTypes.Partial)
            {
                Assert.Equal(kept, e.Seq);
            }
            kept = e.Seq;
            progress ??= e.Type == EventTypes.Progress ? e : null;
            partial ??= e.Type == EventTypes.Partial ? e : null;
            if (progress is not null && partial is not null)
            {
                said.TrySetResult();
            }
        }
        Assert.Equal((12.5, "transcription"), (progress!.Percent, progress.Step));
        Assert.Equal(("ho", 700), (partial!.Data!.Value.GetProperty("text").GetString(), partial.Data.Value.GetProperty("startMs").GetInt32()));
        var replayed = await api.Http.WatchAsync(workflow.Id);
        Assert.DoesNotContain(replayed, e => e.Type is EventTypes.Progress or EventTypes.Partial);
    }

    [Fact]
    public async Task A_watcher_whose_past_is_gone_from_the_log_gets_one_snapshot()
    {
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        var all = await api.Http.WatchAsync(workflow.Id);
        await using (var scope = api.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
            db.Events.RemoveRange(db.Events.Where(e => e.WorkflowId == workflow.Id && e.Seq <= 5));
            await db.SaveChangesAsync(Ct);
        }
        var only = Assert.Single(await api.Http.WatchAsync(workflow.Id, after: 2));
        Assert.Equal((EventTypes.Snapshot, all[^1].Seq), (only.Type, only.Seq));
        Assert.Equal("hola", only.Data!.Value.GetProperty("transcript").GetProperty("segments")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Nothing_is_left_to_tell_once_the_last_event_is_known()
    {
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        var all = await api.Http.WatchAsync(workflow.Id);
        using var again = await api.Http.GetAsync($"/api/workflows/{workflow.Id}/events?after={all[^1].Seq}", Ct);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Fact]
    public async Task Asking_for_events_in_the_wrong_way_is_said()
    {
        using var unknown = await api.Http.GetAsync($"/api/workflows/{Guid.NewGuid()}/events", Ct);
        await unknown.ProblemAsync(HttpStatusCode.NotFound, "/problems/workflow-not-found");
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        using var bad = await api.Http.GetAsync($"/api/workflows/{workflow.Id}/events?after=yesterday", Ct);
        Assert.Equal("after", (await bad.ProblemAsync(HttpStatusCode.BadRequest, "/problems/invalid-field")).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Deleting_a_workflow_ends_its_watchers_streams()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            await call.SayAsync(Script.Started(Wire.StepName.Transcription, Script.Ears));
            await Task.Delay(Timeout.Infinite, call.Cancelled);
        });
        var workflow = await api.Http.SubmitAsync(Content.Text("hola"), name);
        await api.Http.WatchUntilAsync(workflow.Id, e => e.Type == EventTypes.StepStarted);
        await using var watching = api.Http.EventsAsync(workflow.Id).GetAsyncEnumerator(Ct);
        Assert.True(await watching.MoveNextAsync()); // The stream is open before the workflow goes.
        using var deleted = await api.Http.DeleteAsync($"/api/workflows/{workflow.Id}", Ct);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        while (await watching.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct))
        {
            // What had been said before.
        }
        using var gone = await api.Http.GetAsync($"/api/workflows/{workflow.Id}", Ct);
        await gone.ProblemAsync(HttpStatusCode.NotFound, "/problems/workflow-not-found");
    }

    private async Task<List<EventResource>> RestlessAsync(Guid id, int comeBackAfter)
    {
        var seen = new List<EventResource>();
        while (seen.Count == 0 || seen[^1].Status() is not "completed")
        {
            var since = 0;
            await foreach (var e in api.Http.EventsAsync(id, after: seen.LastOrDefault()?.Seq ?? 0))
            {
                if (e.Type is EventTypes.Progress or EventTypes.Partial)
                {
                    continue;
                }
                seen.Add(e);
                if (++since == comeBackAfter)
                {
                    break;
                }
            }
        }
        return seen;
    }

    private async Task<List<EventResource>> OverGrpcAsync(Guid id)
    {
        var seen = new List<EventResource>();
        using var call = api.Api.Grpc.Watch(new() { Id = id.ToString() }, cancellationToken: Ct);
        await foreach (var e in call.ResponseStream.ReadAllAsync(Ct))
        {
            var status = e.Workflow is { } w ? System.Text.Json.JsonSerializer.SerializeToElement(new { status = w.Status.ToString().ToLowerInvariant() }) : default(System.Text.Json.JsonElement?);
            seen.Add(new(e.Seq, id, e.At.ToDateTimeOffset(), e.Type, e.Step, e.Percent, e.Message, status));
        }
        return seen;
    }
}
