using System.ComponentModel.DataAnnotations;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>What may be kept, and how long Redis may take.</summary>
public sealed class CachingOptions : IValidatableObject
{
    public const string Section = "Cache";

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    /// <summary>False computes and reads everything anew.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Reads the common queries at start.</summary>
    public bool WarmUp { get; set; } = true;

    /// <summary>Memory for values; what was used longest ago goes first.</summary>
    [Range(10_000, 16_000_000_000)]
    public long MaxMemoryBytes { get; set; } = 64_000_000;

    /// <summary>A larger value is not kept.</summary>
    [Range(1_000, 100_000_000)]
    public int MaxEntryBytes { get; set; } = 1_000_000;

    /// <summary>How long one look-up waits for Redis, reading and writing together.</summary>
    public TimeSpan RedisWithin { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often a Redis that is away is looked for.</summary>
    public TimeSpan LookForRedisEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RedisWithin <= TimeSpan.Zero || RedisWithin > s_longest)
        {
            yield return new($"Setting {nameof(RedisWithin)} has to be a time of up to {s_longest:c}.", [nameof(RedisWithin)]);
        }
        if (LookForRedisEvery <= TimeSpan.Zero || LookForRedisEvery > s_longest)
        {
            yield return new($"Setting {nameof(LookForRedisEvery)} has to be a time of up to {s_longest:c}.", [nameof(LookForRedisEvery)]);
        }
    }
}
