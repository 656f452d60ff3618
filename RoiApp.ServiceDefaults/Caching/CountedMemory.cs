using Microsoft.Extensions.Caching.Memory;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>The memory level, which says of each entry of ours that had to go for want of room.</summary>
internal sealed class CountedMemory(IMemoryCache inner, CacheStatistics statistics) : IMemoryCache
{
    private static readonly PostEvictionDelegate s_evicted = static (_, _, reason, family) =>
    {
        if (reason == EvictionReason.Capacity)
        {
            ((FamilyStatistics)family!).Evicted();
        }
    };

    public bool TryGetValue(object key, out object? value) => inner.TryGetValue(key, out value);

    public ICacheEntry CreateEntry(object key)
    {
        var entry = inner.CreateEntry(key);
        if (key is string text && statistics.OfKey(text) is { } family)
        {
            entry.RegisterPostEvictionCallback(s_evicted, family);
        }
        return entry;
    }

    public void Remove(object key) => inner.Remove(key);

    public MemoryCacheStatistics? GetCurrentStatistics() => inner.GetCurrentStatistics();

    public void Dispose() => inner.Dispose();
}
