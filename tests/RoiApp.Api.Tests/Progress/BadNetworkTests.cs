using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Progress;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;
using RoiApp.Testing.Live;
using Xunit;

namespace RoiApp.Api.Tests.Progress;

/// <summary>The Api with heartbeats and pings so quick that tests need not wait for them.</summary>
public sealed class QuicklyBeatingApi : ApiFixture
{
    protected override string[] OwnSettings => ["--Progress:HeartbeatEvery=00:00:00.3", "--Progress:PingEvery=00:00:00.5", "--Progress:PongWithin=00:00:01", "--Listen:PingAfter=00:00:01"];

    public override Task<string?> ConnectionStringAsync() => Task.FromResult<string?>(null);
}

/// <summary>Watchers behind a network that stands still or leads nowhere, on every channel.</summary>
public sealed class BadNetworkTests(QuicklyBeatingApi api) : IClassFixture<QuicklyBeatingApi>
{
    private static readonly TimeSpan s_silentAtMost = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Channels => ["sse", "ws", "grpc"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Channels))]
    public async Task A_watcher_that_stands_still_holds_up_nobody_and_ends_with_exactly_the_state_changes(string channel)
    {
        // Several times what sockets, pipes and a watcher's own bound hold.
        const int segments = 1200;
        var sentence = string.Concat(Enumerable.Repeat("word ", 400));
        var script = new Halted(api, async call =>
        {
            for (var i = 0; i < segments; i++)
            {
                await call.SayAsync(Script.Segment(i, sentence));
            }
        });
        var workflow = await script.SubmitAsync();
        await using var proxy = new TcpProxy(AddressFor(channel));
        using var slow = Client(channel, proxy.Address, silentAtMost: null);
        using var quick = Client(channel, AddressFor(channel), silentAtMost: null);
        var (standing, reading) = (new PatientWatch(slow, workflow.Id), new PatientWatch(quick, workflow.Id));
        var both = Task.WhenAll(standing.RunAsync(null, Ct), reading.RunAsync(null, Ct));
        await Task.WhenAll(standing.Open, reading.Open).WaitAsync(s_limit, Ct);

        proxy.StandStill();
        script.GoOn();
        var last = (await api.Http.WatchUntilAsync(workflow.Id, e => e.Status() == "completed")).Seq;
        await HasHeardAsync(reading, last);
        AssertExact(reading, last);
        Assert.InRange(standing.LastSeq, 1, last / 2); // It stood still indeed.

        proxy.GoOn();
        await both.WaitAsync(s_limit, Ct);
        AssertExact(standing, last);
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public async Task A_connection_that_leads_nowhere_is_noticed_and_the_watcher_resumes_without_gap_or_repetition(string channel)
    {
        var script = new Halted(api, call => Script.TranscribeAsync(call, [.. Enumerable.Range(0, 40).Select(i => $"s{i}")]));
        var workflow = await script.SubmitAsync();
        await using var proxy = new TcpProxy(AddressFor(channel));
        using var client = Client(channel, proxy.Address, s_silentAtMost);
        var watch = new PatientWatch(client, workflow.Id);
        var watching = watch.RunAsync(null, Ct);
        await watch.Open.WaitAsync(s_limit, Ct);

        proxy.DropSilently();
        script.GoOn();
        var last = (await api.Http.WatchUntilAsync(workflow.Id, e => e.Status() == "completed")).Seq;
        await watching.WaitAsync(s_limit, Ct);
        AssertExact(watch, last);
        Assert.True(proxy.DroppedBytes > 0, "Nothing was lost on the way: the test has not tested anything.");
        Assert.InRange(watch.Lost, 1, int.MaxValue);
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("grpc")]
    public async Task A_watcher_who_has_gone_without_a_word_is_dropped_by_the_server(string channel)
    {
        var script = new Halted(api, _ => Task.CompletedTask);
        var workflow = await script.SubmitAsync();
        await using var proxy = new TcpProxy(AddressFor(channel));
        using var client = Client(channel, proxy.Address, silentAtMost: null);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var watch = new PatientWatch(client, workflow.Id);
        var watching = watch.RunAsync(null, leaving.Token);
        await watch.Open.WaitAsync(s_limit, Ct);
        var feed = api.Services.GetRequiredService<EventFeed>();
        Assert.Contains(workflow.Id, feed.Watched);

        proxy.DropSilently();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(s_limit);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (feed.Watched.Contains(workflow.Id))
        {
            await look.WaitForNextTickAsync(limit.Token);
        }
        Assert.Equal(0, watch.Lost); // The server noticed by itself: nobody told it.
        await leaving.CancelAsync();
        script.GoOn();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static void AssertExact(PatientWatch watch, long last)
    {
        Assert.Equal(Enumerable.Range(1, (int)last).Select(i => (long)i), watch.States.Select(e => e.Seq));
        Assert.DoesNotContain(watch.States, e => e.Type == EventTypes.Snapshot);
        Assert.Equal("completed", watch.States[^1].Status);
    }

    private static async Task HasHeardAsync(PatientWatch watch, long seq)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(s_limit);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (watch.LastSeq < seq)
        {
            await look.WaitForNextTickAsync(limit.Token);
        }
    }

    private Uri AddressFor(string channel) => channel == "grpc" ? api.Api.GrpcAddress : api.Http.BaseAddress!;

    private static ILiveClient Client(string channel, Uri address, TimeSpan? silentAtMost) => channel switch
    {
        "sse" => new SseClient(address, silentAtMost),
        "ws" => new WebSocketClient(address, silentAtMost),
        _ => new RpcClient(address, silentAtMost),
    };

    /// <summary>A workflow that begins, and goes on when it is told to.</summary>
    private sealed class Halted
    {
        private readonly ApiFixture _api;
        private readonly string _name = Content.NewName();
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Halted(ApiFixture api, Func<ScriptedCall, Task> then)
        {
            _api = api;
            api.Processing.On(_name, async call =>
            {
                await call.ReadAsync();
                await call.SayAsync(Script.Started(Wire.StepName.Transcription, Script.Ears));
                await _goOn.Task.WaitAsync(call.Cancelled);
                await then(call);
                await call.SayAsync(Script.Completed(Wire.StepName.Transcription, Script.Ears));
                await call.SayAsync(Script.Completed(Wire.StepName.Translation, Script.Tongue));
                await Script.ExtractAsync(call);
            });
        }

        public Task<WorkflowResource> SubmitAsync() => _api.Http.SubmitAsync(Content.Text("x"), _name);

        public void GoOn() => _goOn.SetResult();
    }
}
