using RoiApp.Api.Progress;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Progress;

public sealed class WatcherTests
{
    private static readonly Guid s_id = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Newer_progress_replaces_older()
    {
        using var watcher = new Watcher(_ => { });
        watcher.Offer([(1, Event(1, EventTypes.Progress, 10)), (1, Event(1, EventTypes.Progress, 20))]);
        watcher.Offer([(1, Event(1, EventTypes.Progress, 30))]);
        Assert.Equal(30, Assert.Single((await watcher.TakeAsync(Ct)).Passing).Event.Percent);
    }

    [Fact]
    public async Task A_watcher_far_behind_keeps_a_bounded_number_and_knows_how_far_the_log_reaches()
    {
        using var watcher = new Watcher(_ => { });
        for (var seq = 1; seq <= 10 * Watcher.Bound; seq++)
        {
            watcher.Offer([(seq, Event(seq, EventTypes.Segment))]);
        }
        var offered = await watcher.TakeAsync(Ct);
        Assert.Equal(Enumerable.Range(1, Watcher.Bound).Select(i => (long)i), offered.Events.Select(e => e.Number));
        Assert.Equal(10 * Watcher.Bound, offered.Head);
    }

    [Fact]
    public async Task A_head_that_is_known_already_wakes_nobody()
    {
        using var watcher = new Watcher(_ => { });
        watcher.Offer([(5, Event(5, EventTypes.Segment))]);
        await watcher.TakeAsync(Ct);
        watcher.OfferHead(5);
        var waiting = watcher.TakeAsync(Ct);
        Assert.False(waiting.IsCompleted);
        watcher.OfferHead(6);
        Assert.Equal(6, (await waiting).Head);
    }

    private static EventResource Event(long seq, string type, double? percent = null) => new(seq, s_id, DateTimeOffset.UnixEpoch, type, null, percent, null, null);
}
