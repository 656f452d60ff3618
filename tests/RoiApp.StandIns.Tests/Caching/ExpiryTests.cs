using Microsoft.Extensions.Caching.Hybrid;

namespace RoiApp.StandIns.Tests.Caching;

public sealed class ExpiryTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memory_forgets_first_and_keeps_what_the_second_level_has_for_no_longer_than_is_left()
    {
        var time = new TestTime();
        var second = new TestSecondLevel(time);
        using var under = new CacheUnderTest(second, time);
        var options = new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(2), LocalCacheExpiration = TimeSpan.FromMinutes(1) };
        Assert.Equal(1, await under.AskAsync("memo", _ct, options));
        await second.Written.WaitAsync(TimeSpan.FromSeconds(60), _ct);
        Assert.Equal(TimeSpan.FromMinutes(2), second.LastLifetime);

        time.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal(1, await under.AskAsync("memo", _ct, options));
        Assert.Single(second.Calls, call => call == "get memo"); // The first; now it came from memory.

        time.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal(1, await under.AskAsync("memo", _ct, options));
        Assert.Equal(2, second.Calls.Count(call => call == "get memo"));

        time.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal(2, await under.AskAsync("memo", _ct, options));
    }

    [Fact]
    public async Task Without_anything_said_an_entry_lives_five_minutes()
    {
        var time = new TestTime();
        var second = new TestSecondLevel(time);
        using var under = new CacheUnderTest(second, time);
        await under.AskAsync("memo", _ct);
        await second.Written.WaitAsync(TimeSpan.FromSeconds(60), _ct);
        Assert.Equal(TimeSpan.FromMinutes(5), second.LastLifetime);

        time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(1, await under.AskAsync("memo", _ct));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2, await under.AskAsync("memo", _ct));
    }

    [Fact]
    public async Task A_calls_own_options_go_before_the_defaults()
    {
        var time = new TestTime();
        using var under = new CacheUnderTest(time: time, options: o => o.DefaultEntryOptions = new() { Expiration = TimeSpan.FromMinutes(30) });
        await under.AskAsync("by default", _ct);
        await under.AskAsync("short", _ct, new() { Expiration = TimeSpan.FromSeconds(10) });

        time.Advance(TimeSpan.FromMinutes(20));

        Assert.Equal(1, await under.AskAsync("by default", _ct));
        Assert.Equal(3, await under.AskAsync("short", _ct, new() { Expiration = TimeSpan.FromSeconds(10) }));
    }

    [Fact]
    public async Task A_value_that_is_set_is_found_until_it_is_old()
    {
        var time = new TestTime();
        var second = new TestSecondLevel(time);
        using var under = new CacheUnderTest(second, time);

        await under.Cache.SetAsync("memo", 42, new() { Expiration = TimeSpan.FromMinutes(1) }, cancellationToken: _ct);

        Assert.Equal(42, await under.AskAsync("memo", _ct));
        under.ForgetMemory();
        Assert.Equal(42, await under.AskAsync("memo", _ct));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await under.AskAsync("memo", _ct));
    }
}
