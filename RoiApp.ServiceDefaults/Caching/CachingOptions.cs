using System.ComponentModel.DataAnnotations;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>What may be kept, and how long Redis may take.</summary>
public sealed class CachingOptions
{
    public const string Section = "Cache";

    /// <summary>False computes and reads everything anew.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Memory for values; what was used longest ago goes first.</summary>
    [Range(1_000_000, 16_000_000_000)]
    public long MaxMemoryBytes { get; set; } = 64_000_000;

    /// <summary>A larger value is not kept.</summary>
    [Range(1_000, 100_000_000)]
    public int MaxEntryBytes { get; set; } = 1_000_000;

    /// <summary>How long one look-up waits for Redis, reading and writing together.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan RedisWithin { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often a Redis that is away is looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan LookForRedisEvery { get; set; } = TimeSpan.FromSeconds(1);
}
