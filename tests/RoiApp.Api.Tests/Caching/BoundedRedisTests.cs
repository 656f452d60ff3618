using System.Diagnostics;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RoiApp.ServiceDefaults.Caching;
using Xunit;

namespace RoiApp.Api.Tests.Caching;

/// <summary>How long a look-up waits for a second level that does not answer, and how often.</summary>
public sealed class BoundedRedisTests : IAsyncLifetime
{
    private static readonly TimeSpan s_within = TimeSpan.FromMilliseconds(50);

    private readonly Silent _silent = new();
    private ServiceProvider? _services;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RedisState State => _services!.GetRequiredService<RedisState>();

    private BoundedRedis Bounded => _services!.GetRequiredService<BoundedRedis>();

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Options.Create(new CachingOptions { RedisWithin = s_within, LookForRedisEvery = TimeSpan.FromMinutes(1) }));
        services.AddSingleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<CacheStatistics>().AddSingleton<RedisState>().AddSingleton<RedisConnection>().AddSingleton<BoundedRedis>();
        services.AddKeyedSingleton<IDistributedCache>(RedisConnection.Unbounded, _silent);
        _services = services.BuildServiceProvider();
        await _services.GetRequiredService<RedisConnection>().StartAsync(Ct);
        await _silent.Probed.WaitAsync(Ct);
        while (!State.IsUp)
        {
            await Task.Yield();
        }
        _silent.IsSilent = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _services!.GetRequiredService<RedisConnection>().StopAsync(CancellationToken.None);
        await _services!.DisposeAsync();
    }

    [Fact]
    public async Task One_look_up_spends_its_time_for_redis_once()
    {
        Lookup.Current = new(s_within, TimeProvider.System);
        var began = Stopwatch.GetTimestamp();
        Assert.Null(await Bounded.GetAsync("roi:lists:1:x", Ct));
        var waited = Stopwatch.GetElapsedTime(began);
        Assert.InRange(waited, s_within - TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(20));

        await Bounded.SetAsync("roi:lists:1:x", [1], new(), Ct);
        await Bounded.RemoveAsync("roi:lists:1:x", Ct);
        Assert.Equal(1, _silent.Asked);
        Assert.True(State.IsUp); // Late once.
    }

    [Fact]
    public async Task After_three_that_waited_in_vain_nobody_waits_any_more()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await Bounded.GetAsync("roi:lists:1:x", Ct));
        }
        Assert.False(State.IsUp);
        Assert.Null(await Bounded.GetAsync("roi:lists:1:x", Ct));
        Assert.Equal(3, _silent.Asked);
        Assert.Equal(3, _services!.GetRequiredService<CacheStatistics>().Of(CacheFamilies.Lists).Read().Errors);
    }

    [Fact]
    public async Task What_redis_refuses_ends_its_use_at_once()
    {
        _silent.Refuses = true;
        Assert.Null(await Bounded.GetAsync("roi:lists:1:x", Ct));
        Assert.False(State.IsUp);
        Assert.Equal("READONLY", State.Why);
    }

    /// <summary>Answers until it falls silent.</summary>
    private sealed class Silent : IDistributedCache
    {
        private readonly TaskCompletionSource _probed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public bool IsSilent { get; set; }

        public bool Refuses { get; set; }

        public int Asked => _asked;

        public Task Probed => _probed.Task;

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default)
        {
            _probed.TrySetResult();
            return AnswerAsync<byte[]?>([1]);
        }

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => AnswerAsync(true);

        public Task RefreshAsync(string key, CancellationToken token = default) => AnswerAsync(true);

        public Task RemoveAsync(string key, CancellationToken token = default) => AnswerAsync(true);

        public byte[]? Get(string key) => throw new NotSupportedException();

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

        public void Refresh(string key) => throw new NotSupportedException();

        public void Remove(string key) => throw new NotSupportedException();

        private Task<T> AnswerAsync<T>(T answer)
        {
            if (!IsSilent)
            {
                return Task.FromResult(answer);
            }
            Interlocked.Increment(ref _asked);
            return Refuses ? Task.FromException<T>(new InvalidOperationException("READONLY")) : new TaskCompletionSource<T>().Task;
        }
    }
}
