using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace RoiApp.Api.Edge.Rates;

/// <summary>
/// Counts in Redis, by its clock, so that all replicas count together. No request waits longer than <see cref="RateOptions.RedisWithin"/>: one that is late, and all for
/// a while after it, are counted here alone.
/// </summary>
internal sealed partial class RedisCounter(IServiceProvider services, MemoryCounter memory, IOptions<RateOptions> options, TimeProvider time, ILogger<RedisCounter> logger) : IRequestCounter
{
    private const string KeyStart = "roi:rate:";

    /// <summary>One round trip, and nobody between reading and counting. A hash of each partition: segment, and how many.</summary>
    private const string Script = """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local limit, ms, segments = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local segment = math.floor(now / ms)
        local used, oldest = 0, segment
        local counts = redis.call('HGETALL', KEYS[1])
        for i = 1, #counts, 2 do
          local at = tonumber(counts[i])
          if at < segment - segments then
            redis.call('HDEL', KEYS[1], counts[i])
          else
            used = used + tonumber(counts[i + 1])
            if at < oldest then oldest = at end
          end
        end
        local passes = 0
        if used < limit then
          redis.call('HINCRBY', KEYS[1], string.format('%d', segment), 1)
          redis.call('PEXPIRE', KEYS[1], (segments + 1) * ms)
          passes, used = 1, used + 1
        end
        return { passes, limit - used, (oldest + segments + 1) * ms - now }
        """;

    private static readonly TimeSpan s_tryAgainAfter = TimeSpan.FromSeconds(1);

    // Connecting may take its time, and no request is to pay for it.
    private readonly Lazy<Task<IConnectionMultiplexer>> _redis = new(() => Task.Run(services.GetRequiredService<IConnectionMultiplexer>));
    private long _awaySince;

    public async ValueTask<Count> TakeAsync(string partition, int limit, CancellationToken ct)
    {
        var away = Volatile.Read(ref _awaySince);
        if (!_redis.Value.IsCompletedSuccessfully || (away != 0 && time.GetElapsedTime(away) < s_tryAgainAfter))
        {
            return await memory.TakeAsync(partition, limit, ct);
        }
        Task<RedisResult>? asked = null;
        try
        {
            asked = (await _redis.Value).GetDatabase().ScriptEvaluateAsync(Script, [KeyStart + partition], [limit, Window.SegmentMs, Window.Segments]);
            var said = (long[])(await asked.WaitAsync(options.Value.RedisWithin, time, ct))!;
            if (away != 0 && Interlocked.Exchange(ref _awaySince, 0) != 0)
            {
                Log.Back(logger);
            }
            return new(said[0] == 1, (int)said[1], TimeSpan.FromMilliseconds(said[2]));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (Interlocked.Exchange(ref _awaySince, time.GetTimestamp()) == 0)
            {
                Log.Away(logger, e.Message);
            }
            _ = asked?.ContinueWith(static t => _ = t.Exception, ct, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return await memory.TakeAsync(partition, limit, ct);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7010, LogLevel.Warning, "Redis does not count requests ({Cause}); each replica counts its own until it does.")]
        public static partial void Away(ILogger logger, string cause);

        [LoggerMessage(7011, LogLevel.Information, "Redis counts requests again, of all replicas together.")]
        public static partial void Back(ILogger logger);
    }
}
