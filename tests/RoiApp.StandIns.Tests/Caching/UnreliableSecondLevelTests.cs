using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace RoiApp.StandIns.Tests.Caching;

public sealed class UnreliableSecondLevelTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_level_that_cannot_be_read_is_a_miss_and_is_logged()
    {
        var second = new TestSecondLevel();
        using var under = new CacheUnderTest(second);
        await under.Cache.SetAsync("memo", 42, cancellationToken: _ct);
        second.FailsToRead = true;
        Assert.Equal(42, await under.AskAsync("memo", _ct)); // From memory.

        under.ForgetMemory();

        Assert.Equal(1, await under.AskAsync("memo", _ct));
        Assert.Equal(1, await under.AskAsync("memo", _ct));
        Assert.Equal([6], under.Log.Ids);
    }

    [Fact]
    public async Task A_second_level_that_cannot_be_written_is_logged_and_memory_serves()
    {
        using var under = new CacheUnderTest(new TestSecondLevel { FailsToWrite = true });

        await under.Cache.SetAsync("memo", 42, cancellationToken: _ct);

        Assert.Equal(42, await under.AskAsync("memo", _ct));
        Assert.Equal([7], under.Log.Ids);
    }

    [Fact]
    public async Task A_memory_cache_that_is_called_distributed_is_not_used_twice()
    {
        var second = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        using var under = new CacheUnderTest(second);

        await under.Cache.SetAsync("memo", 42, cancellationToken: _ct);

        Assert.Null(await second.GetAsync("memo", _ct));
        Assert.Equal(42, await under.AskAsync("memo", _ct));
    }

    [Theory]
    [InlineData("somebody else's text, long enough to hold a head")]
    [InlineData("short")]
    public async Task What_is_not_of_this_cache_is_a_miss_and_is_logged(string foreign)
    {
        var second = new TestSecondLevel();
        await second.SetAsync("memo", Encoding.UTF8.GetBytes(foreign), new(), _ct);
        using var under = new CacheUnderTest(second);

        Assert.Equal(1, await under.AskAsync("memo", _ct));

        Assert.Equal([11], under.Log.Ids);
    }

    [Fact]
    public async Task An_entry_of_another_key_or_cut_anywhere_is_never_taken()
    {
        var second = new TestSecondLevel();
        using var writer = new CacheUnderTest(second);
        await writer.Cache.SetAsync("memo", "the whole report", tags: ["owner:1"], cancellationToken: _ct);
        var entry = Assert.IsType<byte[]>(await second.GetAsync("memo", _ct));
        using var under = new CacheUnderTest(second);

        await second.SetAsync("other", entry, new(), _ct);
        Assert.Equal("made", await AskAsync("other"));
        for (var length = 0; length < entry.Length; length++)
        {
            await second.SetAsync("memo", entry[..length], new(), _ct);
            Assert.Equal("made", await AskAsync("memo"));
            under.ForgetMemory();
        }

        ValueTask<string> AskAsync(string key) => under.Cache.GetOrCreateAsync(
            key, _ => ValueTask.FromResult("made"), new() { Flags = HybridCacheEntryFlags.DisableDistributedCacheWrite }, cancellationToken: _ct);
    }
}
