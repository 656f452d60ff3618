using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;
using RoiApp.Web.Live;
using RoiApp.Web.Tests.Scripted;
using Xunit;

namespace RoiApp.Web.Tests.Live;

public sealed class EventFeedTests : IAsyncLifetime
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);

    private readonly ScriptedApi _api = new();
    private readonly Channel<FeedItem> _told = Channel.CreateUnbounded<FeedItem>();
    private ServiceProvider _services = default!;
    private EventFeed _feed = default!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _api.StartAsync();
        var services = new ServiceCollection().AddMetrics().AddSingleton<WebMetrics>();
        services.AddHttpClient(ApiClients.Streams, client => client.BaseAddress = _api.Address);
        _services = services.BuildServiceProvider();
        _feed = new(_services.GetRequiredService<IHttpClientFactory>(), _services.GetRequiredService<WebMetrics>(), TimeProvider.System, NullLogger<EventFeed>.Instance);
    }

    [Fact]
    public async Task A_workflow_is_followed_to_its_end()
    {
        var workflow = _api.Add(Samples.Workflow("memo", "queued"));
        var following = Follow(workflow.Id);
        await NextAsync<FeedItem.Connected>();

        Samples.Complete(workflow);
        await following.WaitAsync(s_deadline, Ct);

        var events = await RestAsync();
        Assert.Equal(Enumerable.Range(1, (int)workflow.State.LastSeq).Select(seq => (long)seq), events.Select(happened => happened.Seq));
        Assert.True(WorkflowView.IsLast(events[^1]));
    }

    [Fact]
    public async Task After_a_broken_line_it_goes_on_behind_the_last_event_without_gap_or_duplicate()
    {
        var workflow = _api.Add(Samples.Workflow("memo", "queued"));
        var following = Follow(workflow.Id);
        workflow.Become("running");
        workflow.Hear(Samples.Segments[0]);
        await NextAsync<FeedItem.Connected>();
        Assert.Equal(1, (await NextAsync<FeedItem.Happened>()).Event.Seq);
        Assert.Equal(2, (await NextAsync<FeedItem.Happened>()).Event.Seq);

        workflow.BreakLines();
        var broken = await NextAsync<FeedItem.Interrupted>();
        workflow.Hear(Samples.Segments[1]);
        workflow.Become("completed");
        await following.WaitAsync(s_deadline, Ct);

        Assert.Equal(1, broken.Attempt);
        Assert.Equal([3L, 4L], (await RestAsync()).Select(happened => happened.Seq));
        Assert.Equal([null, "2"], workflow.Watches);
    }

    [Fact]
    public async Task While_the_api_is_away_it_says_so_and_tries_ever_less_often_until_it_is_back()
    {
        var workflow = _api.Add(Samples.Workflow("memo", "queued"));
        var following = Follow(workflow.Id);
        await NextAsync<FeedItem.Connected>();

        await _api.StopAsync();
        var first = await NextAsync<FeedItem.Interrupted>();
        var second = await NextAsync<FeedItem.Interrupted>();
        await _api.StartAsync();
        await UntilAsync<FeedItem.Connected>();
        workflow.Become("completed");
        await following.WaitAsync(s_deadline, Ct);

        Assert.Equal((1, 2), (first.Attempt, second.Attempt));
        Assert.True(second.RetryIn > first.RetryIn);
    }

    [Fact]
    public async Task A_workflow_that_does_not_exist_is_a_problem_and_not_tried_again()
    {
        var refused = await Assert.ThrowsAsync<ApiProblemException>(() => Follow(Guid.NewGuid()).WaitAsync(s_deadline, Ct));

        Assert.Equal(System.Net.HttpStatusCode.NotFound, refused.Status);
        Assert.False(_told.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Leaving_ends_the_line()
    {
        using var left = new CancellationTokenSource();
        var workflow = _api.Add(Samples.Workflow("memo", "queued"));
        var following = _feed.FollowAsync(workflow.Id, 0, item => _told.Writer.WriteAsync(item).AsTask(), left.Token);
        await NextAsync<FeedItem.Connected>();

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following.WaitAsync(s_deadline, Ct));
    }

    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 1000)]
    [InlineData(5, 8000)]
    [InlineData(6, 10000)]
    [InlineData(1000, 10000)]
    public void Waits_double_up_to_ten_seconds(int attempt, int ms) => Assert.Equal(TimeSpan.FromMilliseconds(ms), Backoff.Before(attempt));

    private Task Follow(Guid id) => _feed.FollowAsync(id, 0, item => _told.Writer.WriteAsync(item).AsTask(), Ct);

    private async Task<T> NextAsync<T>() where T : FeedItem => Assert.IsType<T>(await _told.Reader.ReadAsync(Ct).AsTask().WaitAsync(s_deadline, Ct));

    private async Task UntilAsync<T>()
    {
        while (await _told.Reader.ReadAsync(Ct).AsTask().WaitAsync(s_deadline, Ct) is not T)
        {
        }
    }

    private async Task<List<EventResource>> RestAsync()
    {
        _told.Writer.TryComplete();
        return await _told.Reader.ReadAllAsync(Ct).OfType<FeedItem.Happened>().Select(item => item.Event).ToListAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _api.DisposeAsync();
    }
}
