using Microsoft.Extensions.Caching.Hybrid;

namespace RoiApp.StandIns.Tests.Caching;

public sealed class FlagTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HybridCacheEntryFlags.None, "get memo, set memo", true, true)]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheWrite, "get memo, set memo", false, true)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCacheRead, "set memo", true, true)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCacheWrite, "get memo", true, false)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCache, "", true, false)]
    [InlineData(HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCache, "", false, false)]
    public async Task Each_level_is_read_and_written_as_the_flags_allow(HybridCacheEntryFlags flags, string calls, bool inMemory, bool inSecond)
    {
        var second = new TestSecondLevel();
        using var under = new CacheUnderTest(second);

        await under.AskAsync("memo", _ct, new() { Flags = flags });
        await (inSecond ? second.Written.WaitAsync(TimeSpan.FromSeconds(60), _ct) : Task.CompletedTask);
        Assert.Equal(calls, string.Join(", ", second.Calls));

        var fromMemory = await under.AskAsync("memo", _ct, new() { Flags = HybridCacheEntryFlags.DisableDistributedCache | HybridCacheEntryFlags.DisableLocalCacheWrite });
        Assert.Equal(inMemory, fromMemory == 1);
        under.ForgetMemory();
        var made = under.Made;
        Assert.Equal(inSecond ? 1 : made + 1, await under.AskAsync("memo", _ct));
    }

    [Fact]
    public async Task A_memory_that_may_not_be_read_is_passed_over_and_refreshed()
    {
        using var under = new CacheUnderTest();
        await under.AskAsync("memo", _ct);

        Assert.Equal(2, await under.AskAsync("memo", _ct, new() { Flags = HybridCacheEntryFlags.DisableLocalCacheRead }));

        Assert.Equal(2, await under.AskAsync("memo", _ct));
    }

    [Fact]
    public async Task Without_underlying_data_a_miss_is_the_default_value_and_is_not_kept()
    {
        using var under = new CacheUnderTest(new TestSecondLevel());
        var onlyLook = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

        Assert.Equal(0, await under.AskAsync("memo", _ct, onlyLook));
        Assert.Equal(0, await under.AskAsync("memo", _ct, onlyLook));
        Assert.Equal(0, under.Made);

        Assert.Equal(1, await under.AskAsync("memo", _ct));
        Assert.Equal(1, await under.AskAsync("memo", _ct, onlyLook));
    }
}
