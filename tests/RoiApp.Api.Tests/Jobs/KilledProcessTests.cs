using System.Net;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.Api.Tests.Jobs;

public sealed class KilledProcessOnSqliteTests(SqliteApi api) : KilledProcessTests(api), IClassFixture<SqliteApi>;

public sealed class KilledProcessOnPostgresTests(PostgresApi api) : KilledProcessTests(api), IClassFixture<PostgresApi>;

/// <summary>A real process of the Api, killed in the middle of its work, and what the next one makes of it.</summary>
public abstract class KilledProcessTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_api_goes_on_after_the_finished_step_and_computes_it_no_second_time()
    {
        var name = Content.NewName();
        var inTranslation = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Processing.On(name, async call =>
        {
            if (api.Processing.CallsFor(name).Count > 1)
            {
                await Script.WholeAsync(call);
                return;
            }
            await call.ReadAsync();
            await Script.TranscribeAsync(call, "hola", "adiós");
            await call.SayAsync(Script.Started(Wire.StepName.Translation, Script.Tongue));
            inTranslation.SetResult();
            await Task.Delay(Timeout.Infinite, call.Cancelled);
        });

        await api.Api.StopAsync(); // The processes below have the database to themselves.
        Guid id;
        long seen;
        await using (var first = await ApiProcess.StartAsync(api))
        {
            id = (await first.Http.SubmitAsync(Content.Text("hola", "adiós"), name)).Id;
            await inTranslation.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
            seen = (await first.Http.WatchUntilAsync(id, e => e is { Type: EventTypes.StepStarted, Step: "translation" })).Seq;
            await first.KillAsync();
        }
        await using var second = await ApiProcess.StartAsync(api);
        var events = await second.Http.WatchAsync(id, after: seen);

        var results = await second.Http.ResultsAsync(id);
        Assert.Equal("completed", results.Workflow.Status);
        Assert.Equal(["hola", "adiós"], results.Transcript.Segments.Select(s => s.Text));
        var resumed = api.Processing.CallsFor(name)[1];
        Assert.True(resumed.Options.TranscriptionDone);
        Assert.Equal(["hola", "adiós"], resumed.FinishedSegments.Select(s => s.Text));
        Assert.Equal(2, api.Processing.CallsFor(name).Count);
        Assert.Equal(seen + 1, events.Kept().First().Seq);
        Assert.Contains(events, e => e.Message == "Resumed after an interruption.");
        Assert.DoesNotContain(events, e => e.Type == EventTypes.Segment); // Those were told before.
    }

    [Fact]
    public async Task An_api_that_is_told_to_stop_gives_its_job_back_at_once()
    {
        var name = Content.NewName();
        var atWork = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Processing.On(name, async call =>
        {
            if (api.Processing.CallsFor(name).Count > 1)
            {
                await Script.WholeAsync(call);
                return;
            }
            await call.ReadAsync();
            await call.SayAsync(Script.Started(Wire.StepName.Transcription, Script.Ears));
            atWork.SetResult();
            await Task.Delay(Timeout.Infinite, call.Cancelled);
        });
        await api.Api.StopAsync();
        Guid id;
        await using (var first = await api.StartAsync())
        {
            id = (await first.Http.SubmitAsync(Content.Text("hola"), name)).Id;
            await atWork.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
            await first.Http.WatchUntilAsync(id, e => e.Type == EventTypes.StepStarted);
        }
        await using var second = await api.StartAsync();
        var events = await second.Http.WatchAsync(id);
        Assert.Equal("completed", events[^1].Status());
    }
}
