using RoiApp.Api.Edge.Rates;
using RoiApp.Api.Tests.Hosting;
using Xunit;

namespace RoiApp.Api.Tests.Edge;

/// <summary>The window slides: of any minute, wherever it begins, no more pass than the limit says.</summary>
public sealed class RequestCounterTests
{
    private const int Limit = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Of_any_minute_no_more_pass_than_the_limit(int seed)
    {
        var (time, random, passed) = (new ManualTime(), new Random(seed), new List<DateTimeOffset>());
        var counter = new MemoryCounter(time);
        for (var i = 0; i < 5_000; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(random.Next(random.Next(4) == 0 ? 20_000 : 1_500)));
            var count = await counter.TakeAsync("somebody", Limit, Ct);
            if (count.Passes)
            {
                passed.Add(time.GetUtcNow());
            }
            Assert.InRange(count.Left, 0, Limit - 1);
            Assert.InRange(count.MoreAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(Window.ForgottenAfterMs));
            Assert.True(count.Passes || count.Left == 0);
        }
        Assert.True(passed.Count > 10 * Limit);
        for (var i = Limit; i < passed.Count; i++)
        {
            Assert.True(passed[i] - passed[i - Limit] >= TimeSpan.FromMinutes(1), $"seed {seed}: {Limit + 1} within {passed[i] - passed[i - Limit]}");
        }
    }

    [Fact]
    public async Task Who_waits_as_long_as_was_said_is_let_in_and_not_a_segment_sooner()
    {
        var time = new ManualTime();
        var counter = new MemoryCounter(time);
        for (var i = 0; i < Limit; i++)
        {
            Assert.True((await counter.TakeAsync("somebody", Limit, Ct)).Passes);
        }
        var refused = await counter.TakeAsync("somebody", Limit, Ct);
        Assert.False(refused.Passes);
        time.Advance(refused.MoreAfter - TimeSpan.FromMilliseconds(1));
        Assert.False((await counter.TakeAsync("somebody", Limit, Ct)).Passes);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((await counter.TakeAsync("somebody", Limit, Ct)).Passes);
    }

    [Fact]
    public async Task However_many_come_memory_is_bounded_and_given_back()
    {
        var time = new ManualTime();
        var counter = new MemoryCounter(time);
        var refused = 0;
        for (var i = 0; i < MemoryCounter.MaxPartitions + 1_000; i++)
        {
            refused += (await counter.TakeAsync($"address {i}", Limit, Ct)).Passes ? 0 : 1;
        }
        Assert.Equal(MemoryCounter.MaxPartitions + 1, counter.Partitions);
        Assert.Equal(1_000 - Limit, refused); // The last thousand share one count.
        time.Advance(TimeSpan.FromMilliseconds(Window.ForgottenAfterMs));
        await counter.TakeAsync("somebody new", Limit, Ct);
        Assert.Equal(1, counter.Partitions);
    }
}
