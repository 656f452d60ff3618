using Microsoft.Extensions.Caching.Hybrid;

namespace RoiApp.StandIns.Tests.Caching;

public sealed class TagTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Removing_a_tag_removes_what_carries_it_and_nothing_else(bool withSecond)
    {
        using var under = new CacheUnderTest(withSecond ? new TestSecondLevel() : null);
        var mine = await under.AskAsync("mine", _ct, null, "owner:1", "list");
        var theirs = await under.AskAsync("theirs", _ct, null, "owner:2", "list");
        var plain = await under.AskAsync("plain", _ct);

        await under.Cache.RemoveByTagAsync("owner:1", _ct);

        var renewed = await under.AskAsync("mine", _ct, null, "owner:1", "list");
        Assert.NotEqual(mine, renewed);
        Assert.Equal(renewed, await under.AskAsync("mine", _ct, null, "owner:1", "list"));
        Assert.Equal(theirs, await under.AskAsync("theirs", _ct, null, "owner:2", "list"));
        Assert.Equal(plain, await under.AskAsync("plain", _ct));

        await under.Cache.RemoveByTagAsync(["owner:2", "owner:3"], _ct);
        Assert.NotEqual(theirs, await under.AskAsync("theirs", _ct, null, "owner:2", "list"));
        Assert.Equal(renewed, await under.AskAsync("mine", _ct, null, "owner:1", "list"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_wildcard_removes_everything_tagged_or_not(bool withSecond)
    {
        using var under = new CacheUnderTest(withSecond ? new TestSecondLevel() : null);
        var plain = await under.AskAsync("plain", _ct);
        var tagged = await under.AskAsync("tagged", _ct, null, "owner:1");

        await under.Cache.RemoveByTagAsync("*", _ct);

        var renewed = await under.AskAsync("plain", _ct);
        Assert.NotEqual(plain, renewed);
        Assert.NotEqual(tagged, await under.AskAsync("tagged", _ct, null, "owner:1"));
        Assert.Equal(renewed, await under.AskAsync("plain", _ct));
    }

    [Fact]
    public async Task A_removal_outlives_the_process_in_the_second_level()
    {
        var second = new TestSecondLevel();
        using var first = new CacheUnderTest(second);
        var old = await first.AskAsync("mine", _ct, null, "owner:1");
        await second.Written.WaitAsync(TimeSpan.FromSeconds(60), _ct);
        await first.Cache.RemoveByTagAsync("owner:1", _ct);

        using var next = new CacheUnderTest(second);
        await next.Cache.GetOrCreateAsync("mine", _ => ValueTask.FromResult(-1), tags: ["owner:1"], cancellationToken: _ct);
        var renewed = await next.Cache.GetOrCreateAsync("mine", _ => ValueTask.FromResult(-2), tags: ["owner:1"], cancellationToken: _ct);

        Assert.NotEqual(old, renewed);
        Assert.Equal(-1, renewed);
    }

    [Fact]
    public async Task Removing_and_making_within_one_instant_keeps_the_newer_value()
    {
        Assert.SkipWhen(!StandIn.Has(typeof(HybridCacheOptions)), "The package tells such values apart by waiting for the clock, which stands here.");
        using var under = new CacheUnderTest(time: new TestTime());
        await under.AskAsync("mine", _ct, null, "owner:1");
        await under.Cache.RemoveByTagAsync("owner:1", _ct);

        Assert.Equal(2, await under.AskAsync("mine", _ct, null, "owner:1"));
        Assert.Equal(2, await under.AskAsync("mine", _ct, null, "owner:1"));
    }

    [Fact]
    public async Task A_value_whose_tag_is_removed_while_it_is_made_is_not_served_again()
    {
        Assert.SkipWhen(!StandIn.Has(typeof(HybridCacheOptions)), "The package dates such a value anew and serves it.");
        using var under = new CacheUnderTest();

        var stale = await under.Cache.GetOrCreateAsync("mine", MakeAsync, tags: ["owner:1"], cancellationToken: _ct);

        Assert.Equal("before", stale);
        Assert.Equal("after", await under.Cache.GetOrCreateAsync("mine", _ => ValueTask.FromResult("after"), tags: ["owner:1"], cancellationToken: _ct));

        async ValueTask<string> MakeAsync(CancellationToken ct)
        {
            await under.Cache.RemoveByTagAsync("owner:1", ct);
            return "before";
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("*")]
    public async Task A_tag_is_neither_empty_nor_the_wildcard(string tag)
    {
        using var under = new CacheUnderTest();

        await Assert.ThrowsAsync<ArgumentException>(async () => await under.AskAsync("mine", _ct, null, "good", tag));
        await Assert.ThrowsAsync<ArgumentException>(async () => await under.Cache.SetAsync("mine", 1, tags: [tag], cancellationToken: _ct));

        Assert.Equal(1, await under.AskAsync("mine", _ct));
    }

    [Fact]
    public async Task Removing_an_empty_tag_removes_nothing()
    {
        using var under = new CacheUnderTest();
        await under.AskAsync("mine", _ct);

        await under.Cache.RemoveByTagAsync(" ", _ct);

        Assert.Equal(1, await under.AskAsync("mine", _ct));
    }

    [Fact]
    public async Task Removing_a_key_removes_it_from_both_levels()
    {
        var second = new TestSecondLevel();
        using var under = new CacheUnderTest(second);
        await under.AskAsync("mine", _ct);

        await under.Cache.RemoveAsync("mine", _ct);

        Assert.Contains("remove mine", second.Calls);
        Assert.Equal(2, await under.AskAsync("mine", _ct));
    }
}
