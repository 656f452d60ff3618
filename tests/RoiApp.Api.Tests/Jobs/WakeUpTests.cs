using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Jobs;

/// <summary>One replica takes in, another one works: it hears of the job, and does not find it by polling.</summary>
public sealed class WakeUpTests(PostgresApi api) : IClassFixture<PostgresApi>
{
    // Nobody polls within the time that the test may take.
    private static readonly string[] s_never = ["--Jobs:PollEvery=00:10:00"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_of_one_replica_is_claimed_by_another_without_polling_also_after_the_connection_was_cut()
    {
        await api.Api.StopAsync();
        await using var takesIn = await api.StartAsync("--Jobs:MaxConcurrent=0");
        await using var works = await api.StartAsync(s_never);
        await works.Services.GetRequiredService<PostgresNotices>().Listening.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await RunAsync(takesIn);

        // Cut, then queued while nobody listens: heard of when the connection is back.
        await using var db = NpgsqlDataSource.Create((await api.ConnectionStringAsync())!);
        await using var cut = db.CreateCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'RoiApp.Api notices' AND datname = current_database()");
        Assert.Equal(2L, await cut.ExecuteScalarAsync(Ct)); // Both replicas listen.
        await RunAsync(takesIn);
        await RunAsync(takesIn);
    }

    [Fact]
    public async Task What_busy_engines_refuse_is_not_offered_to_them_job_after_job()
    {
        const int Jobs = 40;
        await api.Api.StopAsync();
        await using var server = await api.StartAsync("--Jobs:MaxConcurrent=4", "--Jobs:PollEvery=00:00:00.05", "--Pipeline:TryAgainAfter=00:05:00");
        var refused = 0;
        var names = Enumerable.Range(0, Jobs).Select(_ => Content.NewName()).ToList();
        var firstRefused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var name in names)
        {
            api.Processing.On(name, call =>
            {
                Interlocked.Increment(ref refused);
                firstRefused.TrySetResult();
                throw new RpcException(new(StatusCode.ResourceExhausted, "full"));
            });
        }
        foreach (var name in names)
        {
            await server.Http.SubmitAsync(Content.Text("hola"), name);
        }
        await firstRefused.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        // Twenty looks later: all have been submitted, and few have been tried.
        for (var look = 0; look < 20; look++)
        {
            await server.Services.GetRequiredService<Dispatcher>().RunOnceAsync(Ct);
        }
        Assert.InRange(Volatile.Read(ref refused), 1, 4);
        await using var scope = server.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        Assert.True(await db.Jobs.CountAsync(j => j.State == JobState.Available, Ct) >= Jobs - 4);
        await db.Jobs.ExecuteDeleteAsync(Ct); // Nobody else's concern.
    }

    private static async Task RunAsync(RunningApi takesIn)
    {
        var workflow = await takesIn.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        var events = await takesIn.Http.WatchAsync(workflow.Id).WaitAsync(TimeSpan.FromSeconds(60), Ct);
        Assert.Equal("completed", events[^1].Status());
    }
}
