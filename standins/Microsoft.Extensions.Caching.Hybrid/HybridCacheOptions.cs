namespace Microsoft.Extensions.Caching.Hybrid;

public class HybridCacheOptions
{
    private const long OneMebibyte = 1024 * 1024;

    /// <summary>What holds for calls that bring no options of their own.</summary>
    public HybridCacheEntryOptions? DefaultEntryOptions { get; set; }

    /// <summary>Accepted; nothing is compressed, here or in the package.</summary>
    public bool DisableCompression { get; set; }

    /// <summary>The largest value, serialised, that goes to the second level. A larger one is logged and kept in memory alone.</summary>
    public long MaximumPayloadBytes { get; set; } = OneMebibyte;

    /// <summary>The longest key, in characters. A longer one is logged and bypasses the cache.</summary>
    public int MaximumKeyLength { get; set; } = 1024;

    /// <summary>Accepted; there are no metrics to put tags on.</summary>
    public bool ReportTagMetrics { get; set; }

    /// <summary>The key of the <c>IDistributedCache</c> to use as second level; without one, the service that has none.</summary>
    public object? DistributedCacheServiceKey { get; set; }
}
