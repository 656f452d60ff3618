using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.Api.Tests.Progress;

/// <summary>Two replicas over one PostgreSQL: one works, the other is watched.</summary>
public sealed class ReplicaTests(PostgresApi api) : IClassFixture<PostgresApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_one_replica_reach_the_watchers_of_another_by_redis_and_survive_its_death()
    {
        await using var redis = new RedisServer();
        await redis.StartAsync(Ct);
        string[] cache = [$"--ConnectionStrings:cache={redis.ConnectionString}", "--Progress:PollEvery=00:00:02"];
        await api.Api.StopAsync();
        await using var worker = await api.StartAsync(cache);
        await using var watched = await api.StartAsync([.. cache, "--Jobs:MaxConcurrent=0"]);

        Assert.Equal("completed", (await RunAsync(worker, watched, meanwhile: () => Task.CompletedTask))[^1].Status());
        Assert.Equal("completed", (await RunAsync(worker, watched, meanwhile: () => redis.KillAsync(Ct)))[^1].Status());
        Assert.Equal("completed", (await RunAsync(worker, watched, meanwhile: () => redis.RestartAsync(Ct)))[^1].Status());
    }

    [Fact]
    public async Task Without_redis_the_log_is_looked_at()
    {
        await api.Api.StopAsync();
        await using var worker = await api.StartAsync();
        await using var watched = await api.StartAsync("--Jobs:MaxConcurrent=0", "--Progress:PollAloneEvery=00:00:00.1");
        Assert.Equal("completed", (await RunAsync(worker, watched, meanwhile: () => Task.CompletedTask))[^1].Status());
    }

    private async Task<List<EventResource>> RunAsync(RunningApi worker, RunningApi watched, Func<Task> meanwhile)
    {
        var name = Content.NewName();
        var atWork = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Processing.On(name, async call =>
        {
            atWork.SetResult();
            await goOn.Task.WaitAsync(call.Cancelled);
            await Script.WholeAsync(call);
        });
        var workflow = await worker.Http.SubmitAsync(Content.Text("hola", "adiós"), name);
        var watching = watched.Http.WatchAsync(workflow.Id);
        await atWork.Task.WaitAsync(Ct);
        await meanwhile();
        goOn.SetResult();
        var events = await watching.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Equal(Enumerable.Range(1, (int)events[^1].Seq).Select(i => (long)i), events.Kept().Select(e => e.Seq));
        return events;
    }
}
