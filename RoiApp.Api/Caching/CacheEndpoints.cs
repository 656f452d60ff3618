using Microsoft.AspNetCore.Http.HttpResults;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Contracts.Rest;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Caching;

internal static class CacheEndpoints
{
    public static IEndpointRouteBuilder MapCaching(this IEndpointRouteBuilder routes)
    {
        var cache = routes.MapGroup("/api/cache").WithTags("Cache");
        cache.MapGet("/stats", Stats).WithName("GetCacheStats").WithSummary("Hits, misses and more since this replica's start, by family.");
        cache.MapPost("/clear", ClearAsync).WithName("ClearCache").WithSummary("Drops all that is cached, or one family of it, on every replica.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        return routes;
    }

    private static Ok<CacheStatsResource> Stats(HttpContext http, Caches caches, CacheStatistics statistics, CacheClearing clearing, RowVersions versions)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new CacheStatsResource(
            caches.IsEnabled, versions.IsTrusted, caches.RedisIsUp switch { null => "none", true => "up", false => "away" }, [.. clearing.Families.Select(f => Of(f, statistics.Of(f).Read()))]));
    }

    private static async Task<Ok<CacheClearedResource>> ClearAsync(string? family, CacheClearing clearing, CancellationToken ct)
    {
        var families = string.IsNullOrEmpty(family) ? clearing.Families : [clearing.Families.FirstOrDefault(f => f.Name == family)
            ?? throw ProblemType.InvalidField.Because($"'family' has to be one of {string.Join(", ", clearing.Families)}, or absent for all of them.", "family")];
        await clearing.ClearAsync(families, ct);
        return TypedResults.Ok(new CacheClearedResource([.. families.Select(f => f.Name)]));
    }

    private static CacheFamilyResource Of(CacheFamily family, FamilyFigures f) => new(
        family.Name, (long)family.Ttl.TotalMilliseconds, f.Hits, f.MemoryHits, f.RedisHits, f.Misses, f.HitRate is { } rate ? Math.Round(rate, 4) : null, f.Joins, f.Bypasses,
        f.StoredBytes, f.Evictions, f.Errors, Mean(f.HitTime, f.Hits), Mean(f.MissTime, f.Misses));

    private static double? Mean(TimeSpan all, long count) => count == 0 ? null : Math.Round(all.TotalMilliseconds / count, 4);
}
