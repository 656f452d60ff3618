using System.Diagnostics;
using RoiApp.Testing.Servers;

namespace RoiApp.Bench.Cache;

/// <summary>
/// What a look-up costs at each level: found in memory beside a bare <c>IMemoryCache</c>, found in Redis and not found at all beside a bare GET of Redis with
/// the same bytes. Values of 200 bytes and of 10,000.
/// </summary>
internal static class CacheBench
{
    private const string Name = "cache";

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        await using var redis = new RedisServer();
        await redis.StartAsync(ct);
        foreach (var bytes in new[] { 200, 10_000 })
        {
            await using var levels = await Levels.StartAsync(redis.ConnectionString, bytes);
            async Task CompareAsync(string what, Func<Task<long>> ours, string baseline, Func<Task<long>> other)
            {
                var (mine, theirs) = (new double[settings.Runs], new double[settings.Runs]);
                for (var run = -1; run < settings.Runs; run++) // The first turn warms up and does not count.
                {
                    var one = await NanosecondsAsync(ours, settings.Duration, ct);
                    var two = await NanosecondsAsync(other, settings.Duration, ct);
                    if (run >= 0)
                    {
                        (mine[run], theirs[run]) = (one, two);
                    }
                }
                report.Add(Name, $"{what}-{bytes}B", "ns", mine, baseline, theirs);
            }

            await CompareAsync("memory-hit", levels.FindInMemoryAsync, "IMemoryCache", levels.FindInBareMemoryAsync);
            await CompareAsync("memory-hit-copied", levels.FindCopyInMemoryAsync, "IMemoryCache", levels.FindInBareMemoryAsync);
            await CompareAsync("redis-hit", levels.FindInRedisAsync, "Redis GET", levels.GetFromRedisAsync);
            await CompareAsync("miss-redis", levels.MissAsync, "Redis GET", levels.GetFromRedisAsync);
            await CompareAsync("miss-memory", levels.MissInMemoryAsync, "IMemoryCache set", levels.SetInBareMemoryAsync);
        }
    }

    /// <param name="batch">Does it many times and answers how many.</param>
    private static async Task<double> NanosecondsAsync(Func<Task<long>> batch, TimeSpan duration, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        long done = 0;
        do
        {
            ct.ThrowIfCancellationRequested();
            done += await batch();
        }
        while (Stopwatch.GetElapsedTime(started) < duration);
        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / done;
    }
}
