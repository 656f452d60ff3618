using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace RoiApp.StandIns.Tests.Caching;

public sealed class LimitTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", 4)]
    [InlineData("  ", 4)]
    [InlineData(null, 4)]
    [InlineData("longer than ten", 5)]
    [InlineData("a\0b", 8)]
    [InlineData("a\u001Fb", 8)]
    public async Task A_key_that_is_no_key_bypasses_the_cache_and_is_logged(string? key, int eventId)
    {
        var second = new TestSecondLevel();
        using var under = new CacheUnderTest(second, options: o => o.MaximumKeyLength = 10);

        Assert.Equal(1, await under.AskAsync(key!, _ct));
        Assert.Equal(2, await under.AskAsync(key!, _ct));

        Assert.Empty(second.Calls);
        Assert.Equal([eventId, eventId], under.Log.Ids);
    }

    [Fact]
    public async Task A_key_that_is_no_well_formed_text_stays_in_memory()
    {
        var second = new TestSecondLevel();
        using var under = new CacheUnderTest(second);

        Assert.Equal(1, await under.AskAsync("memo \uD83D", _ct));
        Assert.Equal(1, await under.AskAsync("memo \uD83D", _ct));
        Assert.Equal(2, await under.AskAsync("tagged", _ct, null, "owner \uDC00"));

        Assert.Empty(second.Calls);
        Assert.Equal([9, 10], under.Log.Ids);
    }

    [Fact]
    public async Task A_value_over_the_limit_is_logged_and_stays_in_memory()
    {
        var second = new TestSecondLevel();
        using var under = new CacheUnderTest(second, options: o => o.MaximumPayloadBytes = 100);
        var contact = new Contact { Name = new('x', 200) };

        Assert.Equal(contact.Name, (await under.Cache.GetOrCreateAsync("large", _ => ValueTask.FromResult(contact), cancellationToken: _ct)).Name);
        Assert.Equal(contact.Name, (await under.Cache.GetOrCreateAsync("large", _ => ValueTask.FromResult(new Contact()), cancellationToken: _ct)).Name);

        Assert.Equal(["get large"], second.Calls);
        Assert.Equal([1], under.Log.Ids);
    }

    [Fact]
    public async Task A_value_at_the_limit_comes_back_from_the_second_level()
    {
        var second = new TestSecondLevel();
        using var under = new CacheUnderTest(second, options: o => o.MaximumPayloadBytes = 1000);
        var value = new string('x', 1000);
        await under.Cache.SetAsync("memo", value, tags: ["owner:1"], cancellationToken: _ct);

        under.ForgetMemory();

        Assert.Equal(value, await under.Cache.GetOrCreateAsync("memo", _ => ValueTask.FromResult("made"), tags: ["owner:1"], cancellationToken: _ct));
        Assert.Empty(under.Log.Ids);
    }

    [Fact]
    public async Task Memory_of_limited_size_takes_what_fits()
    {
        using var under = new CacheUnderTest(memory: 50);
        await SetAsync("small", 20);
        await SetAsync("large", 60);

        Assert.Equal(20, (await AskAsync("small"))?.Length);
        Assert.Null(await AskAsync("large"));

        ValueTask SetAsync(string key, int length) => under.Cache.SetAsync(key, new string('x', length), cancellationToken: _ct);
        ValueTask<string?> AskAsync(string key) => under.Cache.GetOrCreateAsync(
            key, _ => ValueTask.FromResult<string?>("made"), new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData }, cancellationToken: _ct);
    }

    [Fact]
    public async Task Caches_under_keys_have_options_of_their_own()
    {
        using var under = new CacheUnderTest(configure: services => services.AddKeyedHybridCache("short", o => o.MaximumKeyLength = 3));
        var cache = under.Services.GetRequiredKeyedService<HybridCache>("short");
        var made = 0;

        Assert.Equal(1, await cache.GetOrCreateAsync("long key", _ => ValueTask.FromResult(++made), cancellationToken: _ct));
        Assert.Equal(2, await cache.GetOrCreateAsync("long key", _ => ValueTask.FromResult(++made), cancellationToken: _ct));
        Assert.Equal(3, await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(++made), cancellationToken: _ct));
        Assert.Equal(3, await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(++made), cancellationToken: _ct));
    }
}
