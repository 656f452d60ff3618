using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using RoiApp.Testing.Servers;
using StackExchange.Redis;
using Xunit;

namespace RoiApp.Api.Tests.Pipeline;

/// <summary>One recording that comes twice at the same time, to replicas over one PostgreSQL and one Redis.</summary>
public sealed class HearingTests(PostgresApi api) : IClassFixture<PostgresApi>, IAsyncLifetime
{
    private const string Waiting = "The same recording is being heard for another workflow; its transcript will be taken over.";

    private readonly RedisServer _redis = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string[] Settings =>
    [
        "--Pipeline:ReuseTranscripts=true", "--Pipeline:LookForTranscriptEvery=00:00:00.1", "--Jobs:MaxConcurrent=1", "--Jobs:PollEvery=00:00:00.1", "--Jobs:RescueEvery=00:00:00.5",
        $"--ConnectionStrings:cache={_redis.ConnectionString}",
    ];

    public async ValueTask InitializeAsync()
    {
        await _redis.InitializeAsync();
        await api.Api.StopAsync(); // It shares the queue.
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Two_replicas_given_the_same_recording_hear_it_once()
    {
        await using var one = await api.StartAsync(Settings);
        await using var two = await api.StartAsync(Settings);
        var hearing = new Heard(api);

        var first = await hearing.SubmitAsync(one);
        await hearing.Begun.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        var second = await hearing.SubmitAsync(two); // The first replica has its hands full.
        await two.Http.WatchUntilAsync(second.Id, e => e.Message == Waiting);
        hearing.Go();

        var (heard, takenOver) = (await ResultsAsync(one, first), await ResultsAsync(two, second));
        Assert.Equal(1, hearing.Times);
        Assert.Equal((false, true), (heard.Workflow.Steps[0].Cached, takenOver.Workflow.Steps[0].Cached));
        Assert.Equal(["hola", "adiós"], takenOver.Transcript.Segments.Select(s => s.Text));
        Assert.Equal("ears 1", takenOver.Workflow.Steps[0].Engine);
        var events = await two.Http.WatchAsync(second.Id);
        Assert.Single(events, e => e.Message == Waiting); // Said once, however often it looked.
        Assert.Equal(Enumerable.Range(1, (int)takenOver.Workflow.LastSeq).Select(i => (long)i), events.Kept().Select(e => e.Seq));
    }

    [Fact]
    public async Task When_the_one_that_hears_is_killed_another_goes_on_by_itself()
    {
        var hearing = new Heard(api);
        await using var one = await ApiProcess.StartAsync(api, Settings);
        var first = await one.Http.SubmitAsync(hearing.Recording, hearing.NewName());
        await hearing.Begun.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        await using var two = await api.StartAsync(Settings);
        var second = await hearing.SubmitAsync(two);
        await two.Http.WatchUntilAsync(second.Id, e => e.Message == Waiting);

        await one.KillAsync();
        hearing.Go();

        Assert.Equal(["completed", "completed"], [(await ResultsAsync(two, first)).Workflow.Status, (await ResultsAsync(two, second)).Workflow.Status]);
        Assert.Equal(2, hearing.Times); // By the one that was killed, and by one of the two others.
    }

    [Fact]
    public async Task Who_was_given_up_for_lost_comes_too_late_to_be_known()
    {
        await using var one = await api.StartAsync(Settings);
        await using var two = await api.StartAsync(Settings);
        var (slow, quick) = (new Heard(api), new Heard(api));
        var first = await slow.SubmitAsync(one);
        await slow.Begun.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        var client = one.Services.GetRequiredService<IConnectionMultiplexer>();
        await client.GetDatabase().KeyDeleteAsync((await KeysAsync(client)).Single()); // As when the lease had run out in a pause.

        quick.Go();
        var second = await two.Http.SubmitAsync(slow.Recording, quick.NewName());
        Assert.Equal("completed", (await ResultsAsync(two, second)).Workflow.Status);
        slow.Go();
        Assert.Equal("completed", (await ResultsAsync(one, first)).Workflow.Status);

        Assert.Equal((1, 1), (slow.Times, quick.Times));
        var known = Assert.Single(await KnownAsync(two, second));
        Assert.Equal(second.Id, known.WorkflowId);
        Assert.True(known.Fence > 0);
    }

    [Fact]
    public async Task While_redis_is_away_each_replica_hears_for_itself()
    {
        await using var one = await api.StartAsync(Settings);
        await using var two = await api.StartAsync(Settings);
        await _redis.KillAsync(Ct);
        var hearing = new Heard(api);

        var first = await hearing.SubmitAsync(one);
        await hearing.Begun.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        var second = await hearing.SubmitAsync(two);
        await hearing.BegunAgain.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        hearing.Go();

        Assert.Equal(["completed", "completed"], [(await ResultsAsync(one, first)).Workflow.Status, (await ResultsAsync(two, second)).Workflow.Status]);
    }

    [Fact]
    public async Task One_process_alone_hears_it_once_without_redis()
    {
        await using var alone = await api.StartAsync([.. Settings[..^1], "--Jobs:MaxConcurrent=4"]);
        var hearing = new Heard(api);
        var first = await hearing.SubmitAsync(alone);
        await hearing.Begun.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        var second = await hearing.SubmitAsync(alone);
        await alone.Http.WatchUntilAsync(second.Id, e => e.Message == Waiting);
        hearing.Go();

        Assert.Equal(["completed", "completed"], [(await ResultsAsync(alone, first)).Workflow.Status, (await ResultsAsync(alone, second)).Workflow.Status]);
        Assert.Equal(1, hearing.Times);
    }

    private static async Task<ResultsResource> ResultsAsync(RunningApi server, WorkflowResource workflow)
    {
        await server.Http.WatchAsync(workflow.Id); // To its end.
        return await server.Http.ResultsAsync(workflow.Id);
    }

    private static async Task<List<KnownTranscript>> KnownAsync(RunningApi server, WorkflowResource workflow)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var sha256 = (await db.Workflows.SingleAsync(w => w.Id == workflow.Id, Ct)).AudioSha256;
        return await db.KnownTranscripts.AsNoTracking().Where(k => k.AudioSha256 == sha256).ToListAsync(Ct);
    }

    private static async Task<List<string>> KeysAsync(IConnectionMultiplexer client) =>
        [.. ((RedisValue[])(await client.GetDatabase().ExecuteAsync("KEYS", "roi:lock:*"))!).Select(key => (string)key!)];

    /// <summary>A recording of its own, heard as soon as it is told to, however often.</summary>
    private sealed class Heard(ApiFixture api)
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _begunAgain = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _times;

        public byte[] Recording { get; } = NewRecording();

        /// <summary>Completes when it is being heard for the first time.</summary>
        public Task Begun => _begun.Task;

        public Task BegunAgain => _begunAgain.Task;

        public int Times => Volatile.Read(ref _times);

        public void Go() => _go.TrySetResult();

        public Task<WorkflowResource> SubmitAsync(RunningApi server) => server.Http.SubmitAsync(Recording, NewName());

        public string NewName()
        {
            var name = Content.NewName(".wav");
            api.Processing.On(name, HearAsync);
            return name;
        }

        private async Task HearAsync(ScriptedCall call)
        {
            await call.ReadAsync();
            if (!call.Options.TranscriptionDone)
            {
                (Interlocked.Increment(ref _times) == 1 ? _begun : _begunAgain).TrySetResult();
                await _go.Task.WaitAsync(call.Cancelled);
                await Script.TranscribeAsync(call, "hola", "adiós");
            }
            await Script.TranslateAsync(call, 2);
            await Script.ExtractAsync(call);
        }

        private static byte[] NewRecording()
        {
            var wav = Content.Wav();
            Guid.NewGuid().TryWriteBytes(wav.AsSpan(100));
            return wav;
        }
    }
}
