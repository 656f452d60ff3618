using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Caching;

/// <summary>Reads what rows say, through the cache while that can be trusted.</summary>
internal sealed class CachedRows(Caches caches, IServiceScopeFactory scopes)
{
    /// <typeparam name="TReader">Made anew for each reading: others than the first who asks may wait for it.</typeparam>
    /// <param name="key">Under the version known now; null while none can be trusted.</param>
    public ValueTask<CachedBytes> GetAsync<TReader>(
        CacheFamily family, CacheKey? key, Func<TReader, CancellationToken, ValueTask<CachedBytes>> read, CancellationToken ct) where TReader : notnull => key is { } known
        ? caches.GetOrCreateAsync(known, (scopes, read), static (state, within) => ReadAsync(state.scopes, state.read, within), ct)
        : caches.BypassAsync(family, (scopes, read), static (state, within) => ReadAsync(state.scopes, state.read, within), ct);

    private static async ValueTask<CachedBytes> ReadAsync<TReader>(IServiceScopeFactory scopes, Func<TReader, CancellationToken, ValueTask<CachedBytes>> read, CancellationToken ct)
        where TReader : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<TReader>(), ct);
    }
}
