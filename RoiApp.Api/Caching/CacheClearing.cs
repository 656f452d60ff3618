using RoiApp.Api.Data;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Caching;

/// <summary>Drops what is cached on every replica. Nothing depends on it: what is cached is right, or is not found.</summary>
internal sealed class CacheClearing(Caches caches, PostgresNotices? notices = null)
{
    /// <summary>What this service caches.</summary>
    public IReadOnlyList<CacheFamily> Families { get; } = [CacheFamilies.Workflow, CacheFamilies.Results, CacheFamilies.Lists, CacheFamilies.Stats, CacheFamilies.Search];

    public async Task ClearAsync(IReadOnlyList<CacheFamily> families, CancellationToken ct)
    {
        foreach (var family in families)
        {
            await caches.ClearAsync(family, ct);
            notices?.Post(ChangeNotices.Channel, ChangeNotices.Clear(family));
        }
    }
}
