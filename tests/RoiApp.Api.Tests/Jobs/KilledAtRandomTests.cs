using Grpc.Core;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Jobs;

public sealed class KilledAtRandomOnSqliteTests(SqliteApi api) : KilledAtRandomTests(api), IClassFixture<SqliteApi>;

public sealed class KilledAtRandomOnPostgresTests(PostgresApi api) : KilledAtRandomTests(api), IClassFixture<PostgresApi>;

/// <summary>Many workflows, an Api that is killed again and again, a Processing that drops calls: everything is done, once.</summary>
public abstract class KilledAtRandomTests(ApiFixture api)
{
    private const int Workflows = 24;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_workflow_completes_once_and_no_finished_step_is_done_again(int seed)
    {
#pragma warning disable CA5394 // Chance that can be repeated.
        var chance = new Random(seed);
        using var calls = new SemaphoreSlim(0);
        await api.Api.StopAsync();
        var ids = new List<Guid>();
        var names = Enumerable.Range(0, Workflows).Select(_ => Content.NewName()).ToList();
        foreach (var name in names)
        {
            var drops = chance.Next(3);
            var gate = new Lock();
            api.Processing.On(name, async call =>
            {
                calls.Release();
                bool drop;
                lock (gate)
                {
                    drop = drops-- > 0;
                }
                await FallibleAsync(call, drop);
            });
        }
        for (var round = 0; round < 3; round++)
        {
            await using var server = await ApiProcess.StartAsync(api, "--Jobs:MaxAttempts=50", "--Jobs:BackOffTo=00:00:00.2");
            for (var i = 0; round == 0 && i < Workflows; i++)
            {
                ids.Add((await server.Http.SubmitAsync(Content.Text("uno", "dos", "tres"), names[i])).Id);
            }
            for (var until = chance.Next(1, 8); until > 0; until--)
            {
                await calls.WaitAsync(TimeSpan.FromSeconds(20), Ct);
            }
            await server.KillAsync();
        }
#pragma warning restore CA5394

        await using var last = await ApiProcess.StartAsync(api, "--Jobs:MaxAttempts=50", "--Jobs:BackOffTo=00:00:00.2");
        foreach (var id in ids)
        {
            var events = await last.Http.WatchAsync(id);
            Assert.Equal(Enumerable.Range(1, events.Kept().Count()).Select(i => (long)i), events.Kept().Select(e => e.Seq));
            Assert.Equal("completed", events[^1].Status());
            Assert.Single(events, e => e.Status() == "completed");
            Assert.Equal(["transcription", "translation", "extraction"], events.Where(e => e.Type == EventTypes.StepCompleted).Select(e => e.Step));
            var results = await last.Http.ResultsAsync(id);
            Assert.Equal(["uno", "dos", "tres"], results.Transcript.Segments.Select(s => s.Text));
            Assert.All(results.Transcript.Segments, s => Assert.Equal($"translated {s.Index}", s.Translation));
            Assert.Single(results.Report.Contacts);
        }
        Assert.Equal(0, (await last.Http.GetStatsAsync()).ByStatus["running"]);
    }

    // A whole run, or one that breaks off after its first step.
    private static async Task FallibleAsync(ScriptedCall call, bool drop)
    {
        await call.ReadAsync();
        if (!call.Options.TranscriptionDone)
        {
            await Script.TranscribeAsync(call, "uno", "dos", "tres");
        }
        if (drop)
        {
            throw new RpcException(new(StatusCode.Unavailable, "dropped"));
        }
        if (!call.Options.TranslationDone)
        {
            await Script.TranslateAsync(call, 3);
        }
        await Script.ExtractAsync(call);
    }
}
