using RoiApp.Api.Edge;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Caching;

/// <summary>Reads what rows say, through the cache while that can be trusted, and notes for the request's line in the log what the cache had.</summary>
internal sealed class CachedRows(Caches caches, IServiceScopeFactory scopes, IHttpContextAccessor asker)
{
    /// <typeparam name="TReader">Made anew for each reading: others than the first who asks may wait for it.</typeparam>
    /// <param name="key">Under the version known now; null while none can be trusted.</param>
    public async ValueTask<CachedBytes> GetAsync<TReader>(
        CacheFamily family, CacheKey? key, Func<TReader, CancellationToken, ValueTask<CachedBytes>> read, CancellationToken ct) where TReader : notnull
    {
        var reading = new Reading<TReader>(scopes, read);
        var value = key is { } known
            ? await caches.GetOrCreateAsync(known, reading, static (r, within) => r.RunAsync(within), ct)
            : await caches.BypassAsync(family, reading, static (r, within) => r.RunAsync(within), ct);
        asker.HttpContext?.Features.Get<RequestNote>()?.Asked(key is null || !caches.IsEnabled ? "bypass" : reading.HasRun ? "miss" : "hit");
        return value;
    }

    private sealed class Reading<TReader>(IServiceScopeFactory scopes, Func<TReader, CancellationToken, ValueTask<CachedBytes>> read) where TReader : notnull
    {
        /// <summary>False when somebody else's reading was as good.</summary>
        public bool HasRun { get; private set; }

        public async ValueTask<CachedBytes> RunAsync(CancellationToken ct)
        {
            HasRun = true;
            await using var scope = scopes.CreateAsyncScope();
            return await read(scope.ServiceProvider.GetRequiredService<TReader>(), ct);
        }
    }
}
