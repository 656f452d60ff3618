namespace RoiApp.Contracts.Rest;

/// <summary>What the cache of one replica did since its start: <c>GET /api/cache/stats</c>.</summary>
/// <param name="Enabled">False when everything is computed anew.</param>
/// <param name="Trusted">False while changes that other replicas make might not be heard: then rows are read each time.</param>
/// <param name="Redis"><c>none</c>, <c>up</c> or <c>away</c>.</param>
/// <param name="Families">What is cached, a kind each.</param>
public sealed record CacheStatsResource(bool Enabled, bool Trusted, string Redis, IReadOnlyList<CacheFamilyResource> Families);

/// <param name="Hits">Look-ups that computed nothing.</param>
/// <param name="MemoryHits">Of these, found in the replica's memory.</param>
/// <param name="RedisHits">Of these, found in Redis.</param>
/// <param name="Misses">Look-ups that computed.</param>
/// <param name="HitRate">Hits of hits and misses, 0 to 1; null before the first.</param>
/// <param name="Joins">Look-ups that waited for what another had begun to compute.</param>
/// <param name="Bypasses">Computed without a look, because the cache was off or not to be trusted.</param>
/// <param name="StoredBytes">Put in since the start.</param>
/// <param name="Evictions">Entries dropped for want of memory.</param>
/// <param name="Errors">Calls to Redis that failed or took too long.</param>
/// <param name="HitMs">Milliseconds that a hit took on average; null before the first.</param>
/// <param name="MissMs">The same of a miss.</param>
public sealed record CacheFamilyResource(
    string Name,
    long TtlMs,
    long Hits,
    long MemoryHits,
    long RedisHits,
    long Misses,
    double? HitRate,
    long Joins,
    long Bypasses,
    long StoredBytes,
    long Evictions,
    long Errors,
    double? HitMs,
    double? MissMs);

/// <summary>What <c>POST /api/cache/clear</c> dropped.</summary>
public sealed record CacheClearedResource(IReadOnlyList<string> Families);
