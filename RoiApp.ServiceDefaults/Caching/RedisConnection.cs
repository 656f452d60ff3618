using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>
/// Connects to Redis beside everything else, and looks for it again while it is away: by writing, so that one that is full or read-only is not
/// taken for one that is well. No request pays for finding out.
/// </summary>
internal sealed class RedisConnection(IServiceProvider services, RedisState state, IOptions<CachingOptions> options, TimeProvider time) : BackgroundService
{
    /// <summary>The key under which the cache of the package is registered.</summary>
    public const string Unbounded = "redis";

    private const string ProbeKey = CacheFamily.KeyStart + "probe";

    private const int TriesUntilSaid = 3;

    // By then the client has given the connection up and takes another.
    private static readonly TimeSpan s_probesAnewAfter = TimeSpan.FromSeconds(10);
    private static readonly DistributedCacheEntryOptions s_briefly = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(10) };

    private volatile IDistributedCache? _cache;
    private (Task<bool> Task, long Began)? _probe;
    private int _slow;

    /// <summary>Null until there is a client.</summary>
    public IDistributedCache? Cache => _cache;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // Connecting may take its time, and must not keep the service from starting.
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!state.IsUp)
            {
                await ProbeAsync(stoppingToken);
            }
            await Task.Delay(options.Value.LookForRedisEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ProbeAsync(CancellationToken ct)
    {
        try
        {
            // A probe that hangs on a halted server ends when the server goes on: one at a time is enough.
            if (_probe is not { } running || (!running.Task.IsCompleted && time.GetElapsedTime(running.Began) > s_probesAnewAfter))
            {
                _probe = running = (RoundTripAsync(), time.GetTimestamp());
            }
            var inTime = await running.Task.WaitAsync(options.Value.LookForRedisEvery, time, ct);
            _probe = null;
            if (inTime)
            {
                _slow = 0;
                state.Back();
            }
            else
            {
                Slow();
            }
        }
        catch (TimeoutException) when (_probe is { Task.IsCompleted: false })
        {
            Slow();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Going down.
        }
        catch (Exception e)
        {
            _probe = null;
            state.Failed(e);
        }
    }

    // The first of all has to connect, and one that was halted answers what it was asked before.
    private void Slow()
    {
        if (++_slow >= TriesUntilSaid)
        {
            state.Silent();
        }
    }

    /// <summary>Answers whether it went quickly.</summary>
    private async Task<bool> RoundTripAsync()
    {
        _cache ??= services.GetRequiredKeyedService<IDistributedCache>(Unbounded);
        var cache = _cache;
        var began = time.GetTimestamp();
        await cache.SetAsync(ProbeKey, [1], s_briefly);
        if (await cache.GetAsync(ProbeKey) is null)
        {
            throw new InvalidOperationException("Redis took a value and did not give it back.");
        }
        return time.GetElapsedTime(began) <= options.Value.LookForRedisEvery;
    }
}
