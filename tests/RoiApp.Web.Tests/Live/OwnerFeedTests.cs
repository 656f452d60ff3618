using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RoiApp.Web.Api;
using RoiApp.Web.Live;
using RoiApp.Web.Tests.Scripted;
using Xunit;

namespace RoiApp.Web.Tests.Live;

public sealed class OwnerFeedTests : IAsyncLifetime
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);

    private readonly ScriptedApi _api = new();
    private ServiceProvider _services = default!;
    private OwnerFeed _feed = default!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _api.StartAsync();
        var services = new ServiceCollection().AddMetrics().AddSingleton<WebMetrics>().AddSingleton(TimeProvider.System).AddLogging().AddSingleton<EventFeed>();
        services.AddHttpClient(ApiClients.Streams, client => client.BaseAddress = _api.Address);
        _services = services.BuildServiceProvider();
        _feed = new(_services.GetRequiredService<EventFeed>(), TimeProvider.System, NullLogger<OwnerFeed>.Instance);
    }

    [Fact]
    public async Task However_many_listen_there_is_one_line_and_it_goes_on_where_it_broke()
    {
        var (first, second) = (new Listener(), new Listener());
        using var one = _feed.Listen(first.Tell);
        await first.NextAsync<FeedItem.Connected>();
        using var two = _feed.Listen(second.Tell);
        await second.NextAsync<FeedItem.Connected>(); // Who comes later is told how the line stands.

        var workflow = _api.Add(Samples.Workflow("memo", "queued"));
        workflow.Become("running");
        foreach (var listener in new[] { first, second })
        {
            Assert.Equal(0, (await listener.NextAsync<FeedItem.Happened>()).Event.Seq);
            Assert.Equal(1, (await listener.NextAsync<FeedItem.Happened>()).Event.Seq);
        }

        _api.Feed.Break();
        await first.NextAsync<FeedItem.Interrupted>();
        workflow.Become("completed");
        await first.NextAsync<FeedItem.Connected>();
        Assert.Equal(2, (await first.NextAsync<FeedItem.Happened>()).Event.Seq);
        Assert.Equal([null, "2"], _api.Feed.Watches);
    }

    [Fact]
    public async Task When_nobody_listens_any_more_the_line_ends_and_a_new_one_begins_from_now()
    {
        var before = new Listener();
        using (_feed.Listen(before.Tell))
        {
            await before.NextAsync<FeedItem.Connected>();
            _api.Add(Samples.Workflow("memo", "queued"));
            await before.NextAsync<FeedItem.Happened>();
        }

        var after = new Listener();
        using var listening = _feed.Listen(after.Tell);
        await after.NextAsync<FeedItem.Connected>();
        _api.Add(Samples.Workflow("later", "queued"));

        Assert.Contains("later", (await after.NextAsync<FeedItem.Happened>()).Event.Data!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Equal([null, null], _api.Feed.Watches);
    }

    public async ValueTask DisposeAsync()
    {
        _feed.Dispose();
        await _services.DisposeAsync();
        await _api.DisposeAsync();
    }

    private sealed class Listener
    {
        private readonly Channel<FeedItem> _told = Channel.CreateUnbounded<FeedItem>();

        public void Tell(FeedItem item) => Assert.True(_told.Writer.TryWrite(item));

        public async Task<T> NextAsync<T>() where T : FeedItem => Assert.IsType<T>(await _told.Reader.ReadAsync(Ct).AsTask().WaitAsync(s_deadline, Ct));
    }
}
