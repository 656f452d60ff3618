using System.Globalization;
using RoiApp.Api.Caching;
using RoiApp.Api.Data;
using RoiApp.Api.Paging;
using RoiApp.Contracts.Rest;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Search;

/// <summary>Pages of hits as they are answered, until a segment, a translation or a contact comes, changes or goes.</summary>
internal sealed class CachedSearch(CachedRows rows, RowVersions versions)
{
    /// <summary>A <see cref="PageResource{T}"/> of <see cref="SearchHitResource"/>.</summary>
    /// <param name="cursor">The <c>nextCursor</c> of the page before; null or empty for the first.</param>
    /// <inheritdoc cref="TextSearch.FindAsync"/>
    public ValueTask<CachedBytes> FindAsync(string text, string? language, string? cursor, int limit, CancellationToken ct)
    {
        var list = $"search\n{text}\n{language}";
        var after = PageCursor.Read(cursor, list, SearchCursor.Of);
        return rows.GetAsync<TextSearch>(
            CacheFamilies.Search,
            versions.OfContent(Owner.Local) is { } version
                ? CacheFamilies.Search.Of(version.Scope, string.Create(CultureInfo.InvariantCulture, $"{list}\n{limit}\n{cursor}"), version.Number)
                : null,
            async (search, within) =>
            {
                var (hits, next) = await search.FindAsync(text, language, after, limit, within);
                return CachedBytes.Of(new(hits, next is null ? null : PageCursor.Write(list, next.Key)), SearchJson.Answers.PageResourceSearchHitResource);
            },
            ct);
    }
}
