using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Progress;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Progress;

public sealed class EventPruneOnSqliteTests(SqliteApi api) : EventPruneTests(api), IClassFixture<SqliteApi>;

public sealed class EventPruneOnPostgresTests(PostgresApi api) : EventPruneTests(api), IClassFixture<PostgresApi>;

/// <summary>Old events go; who asks for them gets a snapshot.</summary>
public abstract class EventPruneTests(ApiFixture api)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_asks_for_forgotten_events_gets_a_snapshot_and_a_retry_goes_on_from_there()
    {
        var name = Content.NewName();
        api.Processing.On(name, async call =>
        {
            await call.ReadAsync();
            if (!call.Options.TranscriptionDone)
            {
                await Script.TranscribeAsync(call, "hola", "adiós");
                await call.SayAsync(Script.Failed(Wire.StepName.Translation, "no-tongue", "No tongue.", retryable: false));
                return;
            }
            await Script.TranslateAsync(call, 2);
            await Script.ExtractAsync(call);
        });
        var old = await api.Http.SubmitAsync(Content.Text("hola", "adiós"), name);
        var young = await api.Http.SubmitAsync(Content.Text("hola"), Content.NewName());
        var told = await api.Http.WatchAsync(old.Id);
        await api.Http.WatchAsync(young.Id);
        var prune = api.Services.GetRequiredService<EventPrune>();
        Assert.Equal(0, await prune.RunOnceAsync(Ct));

        await AgeAsync(old.Id);
        Assert.Equal(told.Kept().Count() - 1, await prune.RunOnceAsync(Ct));
        Assert.Equal(0, await prune.RunOnceAsync(Ct));

        var again = await api.Http.WatchAsync(old.Id);
        var snapshot = Assert.Single(again);
        Assert.Equal((EventTypes.Snapshot, told[^1].Seq), (snapshot.Type, snapshot.Seq));
        Assert.Equal("failed", snapshot.Data!.Value.GetProperty("workflow").GetProperty("status").GetString());
        Assert.Equal(2, snapshot.Data.Value.GetProperty("transcript").GetProperty("segments").GetArrayLength());
        Assert.Equal(EventTypes.WorkflowStatus, Assert.Single(await api.Http.WatchAsync(old.Id, after: told[^1].Seq - 1)).Type); // The last one is kept.

        using var retried = await api.Http.PostAsync($"/api/workflows/{old.Id}/retry", null, Ct);
        retried.EnsureSuccessStatusCode();
        var resumed = await api.Http.WatchAsync(old.Id, after: snapshot.Seq);
        Assert.Equal(snapshot.Seq + 1, resumed[0].Seq);
        Assert.Equal("completed", resumed[^1].Status());
        await AgeAsync(old.Id); // Finished once more, and forgotten once more.
        Assert.Equal(resumed.Kept().Count(), await prune.RunOnceAsync(Ct));
    }

    private async Task AgeAsync(Guid id)
    {
        await using var scope = api.Services.CreateAsyncScope();
        var longAgo = TimeProvider.System.Now() - TimeSpan.FromDays(31);
        await scope.ServiceProvider.GetRequiredService<RoiDb>().Workflows.Where(w => w.Id == id).ExecuteUpdateAsync(set => set.SetProperty(w => w.CompletedAt, longAgo).SetProperty(w => w.UpdatedAt, longAgo), Ct);
    }
}
