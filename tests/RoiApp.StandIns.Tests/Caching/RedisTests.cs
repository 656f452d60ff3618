using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RoiApp.Testing.Servers;
using StackExchange.Redis;

namespace RoiApp.StandIns.Tests.Caching;

public sealed class RedisTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_are_hashes_that_expire_laid_out_as_the_packages()
    {
        using var host = Host();
        var cache = host.Services.GetRequiredService<IDistributedCache>();
        var database = host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        var before = DateTimeOffset.UtcNow;

        await cache.SetAsync("layout", [1, 2, 3], new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10), SlidingExpiration = TimeSpan.FromMinutes(2) }, _ct);
        await cache.SetAsync("for ever", [4], new(), _ct);

        var entry = (await database.HashGetAllAsync("layout")).ToDictionary(field => (string)field.Name!, field => field.Value);
        Assert.Equal(["absexp", "data", "sldexp"], entry.Keys.Order());
        Assert.Equal(TimeSpan.FromMinutes(2).Ticks, (long)entry["sldexp"]);
        Assert.InRange((long)entry["absexp"], before.AddMinutes(9).UtcTicks, DateTimeOffset.UtcNow.AddMinutes(11).UtcTicks);
        Assert.Equal<byte>([1, 2, 3], (byte[])entry["data"]!);
        Assert.InRange((await database.KeyTimeToLiveAsync("layout"))!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2));
        Assert.Equal(-1, (long)await database.HashGetAsync("for ever", "absexp"));
        Assert.Null(await database.KeyTimeToLiveAsync("for ever"));
    }

    [Fact]
    public async Task Reading_extends_a_sliding_entry_and_removing_ends_it()
    {
        using var host = Host();
        var cache = host.Services.GetRequiredService<IDistributedCache>();
        var database = host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        await cache.SetAsync("sliding", [1], new() { SlidingExpiration = TimeSpan.FromMinutes(30) }, _ct);
        await database.KeyExpireAsync("sliding", TimeSpan.FromMinutes(1));

        Assert.Equal(new byte[] { 1 }, await cache.GetAsync("sliding", _ct));
        Assert.True(await database.KeyTimeToLiveAsync("sliding") > TimeSpan.FromMinutes(20));
        await database.KeyExpireAsync("sliding", TimeSpan.FromMinutes(1));
        await cache.RefreshAsync("sliding", _ct);
        Assert.True(await database.KeyTimeToLiveAsync("sliding") > TimeSpan.FromMinutes(20));

        await cache.RemoveAsync("sliding", _ct);
        Assert.Null(await cache.GetAsync("sliding", _ct));
        await cache.RefreshAsync("sliding", _ct);
    }

    [Fact]
    public async Task Buffers_go_in_and_out()
    {
        using var host = Host();
        var cache = Assert.IsAssignableFrom<IBufferDistributedCache>(host.Services.GetRequiredService<IDistributedCache>());
        var written = new byte[100_000];
        Random.Shared.NextBytes(written);

        await cache.SetAsync("buffer", new ReadOnlySequence<byte>(written), new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) }, _ct);

        var read = new ArrayBufferWriter<byte>();
        Assert.True(await cache.TryGetAsync("buffer", read, _ct));
        Assert.Equal(written, read.WrittenSpan.ToArray());
        Assert.False(await cache.TryGetAsync("not there", read, _ct));
    }

    [Fact]
    public async Task A_cache_over_a_client_with_a_key_is_the_programs_distributed_cache()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:cache"] = redis.ConnectionString;
        builder.AddKeyedRedisDistributedCache("cache");
        using var host = builder.Build();

        await host.Services.GetRequiredService<IDistributedCache>().SetAsync("keyed", [7], new(), _ct);

        Assert.True(await host.Services.GetRequiredKeyedService<IConnectionMultiplexer>("cache").GetDatabase().KeyExistsAsync("keyed"));
        Assert.Null(host.Services.GetService<IConnectionMultiplexer>());
    }

    [Fact]
    public async Task What_one_process_makes_another_finds_until_a_tag_or_everything_is_removed()
    {
        using var one = Host();
        using var two = Host();
        var (first, second) = (one.Services.GetRequiredService<HybridCache>(), two.Services.GetRequiredService<HybridCache>());
        await first.SetAsync("shared", "made by one", tags: ["shared:tag"], cancellationToken: _ct);
        Assert.Equal("made by one", await AskAsync(second, "shared"));

        await first.RemoveByTagAsync("shared:tag", _ct);
        using var three = Host();
        Assert.Equal("made anew", await AskAsync(three.Services.GetRequiredService<HybridCache>(), "shared"));

        await first.SetAsync("untagged", "made by one", cancellationToken: _ct);
        await first.RemoveByTagAsync("*", _ct);
        using var four = Host();
        Assert.Equal("made anew", await AskAsync(four.Services.GetRequiredService<HybridCache>(), "untagged"));
    }

    [Fact]
    public async Task An_entry_has_the_packages_format()
    {
        using var host = Host();
        var before = DateTime.UtcNow.Ticks;
        await host.Services.GetRequiredService<HybridCache>()
            .SetAsync("fmt", "hello", new() { Expiration = TimeSpan.FromTicks(300) + TimeSpan.FromHours(1) }, ["b"], _ct);

        var bytes = (byte[])(await host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().HashGetAsync("fmt", "data"))!;

        Assert.Equal<byte>([0x03, 0x01], bytes[..2]);
        Assert.InRange(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(4)), before, DateTime.UtcNow.Ticks + 1000);
        // No flags; 5 bytes of payload; 36,000,000,300 ticks in sevens of bits; one tag; the key; the tag; the payload; the mark.
        Assert.Equal<byte>([0, 5, 0xAC, 0xD2, 0x91, 0x8E, 0x86, 0x01, 1, 3, .. "fmt"u8, 1, .. "b"u8, .. "hello"u8, 0x03, 0x01], bytes[12..]);
    }

    [Fact]
    public async Task A_removal_is_kept_as_a_time()
    {
        using var host = Host();
        var before = DateTime.UtcNow.Ticks;

        await host.Services.GetRequiredService<HybridCache>().RemoveByTagAsync("kept", _ct);

        var bytes = (byte[])(await host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().HashGetAsync("__MSFT_HCT__kept", "data"))!;
        Assert.InRange(BinaryPrimitives.ReadInt64LittleEndian(bytes), before, DateTime.UtcNow.Ticks + 1000);
    }

    [Fact]
    public async Task A_redis_that_is_killed_halted_or_back_never_stops_an_answer()
    {
        await using var own = new RedisServer();
        await own.InitializeAsync();
        using var host = Host(own.ConnectionString + ",syncTimeout=1000,connectTimeout=1000");
        var cache = host.Services.GetRequiredService<HybridCache>();
        await cache.SetAsync("kept", "in memory", cancellationToken: _ct);

        await own.KillAsync(_ct);
        Assert.Equal("in memory", await AskAsync(cache, "kept"));
        Assert.Equal("made anew", await AskAsync(cache, "while away"));

        await own.RestartAsync(_ct);
        var database = host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var i = 0; !await ExistsAsync($"back {i}"); i++)
        {
            await poll.WaitForNextTickAsync(deadline.Token);
            await cache.SetAsync($"back {i + 1}", "again", cancellationToken: _ct);
        }

        own.Stop();
        try
        {
            Assert.Equal("made anew", await AskAsync(cache, "while halted").AsTask().WaitAsync(TimeSpan.FromSeconds(60), _ct));
        }
        finally
        {
            own.Continue();
        }

        async Task<bool> ExistsAsync(string key)
        {
            try
            {
                return await database.KeyExistsAsync(key).WaitAsync(TimeSpan.FromSeconds(5), _ct);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                return false;
            }
        }
    }

    private ValueTask<string> AskAsync(HybridCache cache, string key) =>
        cache.GetOrCreateAsync(key, _ => ValueTask.FromResult("made anew"), tags: ["shared:tag"], cancellationToken: _ct);

    private IHost Host(string? connectionString = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Configuration["ConnectionStrings:cache"] = connectionString ?? redis.ConnectionString;
        builder.AddRedisDistributedCache("cache");
        builder.Services.AddHybridCache();
        return builder.Build();
    }
}
