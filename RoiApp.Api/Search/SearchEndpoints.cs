using System.Text.RegularExpressions;
using RoiApp.Api.Caching;
using RoiApp.Api.Edge.Answers;
using RoiApp.Api.Paging;
using RoiApp.Api.Problems;
using RoiApp.Api.Search.Terms;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Search;

internal static partial class SearchEndpoints
{
    public static IEndpointRouteBuilder MapSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/search", SearchAsync).WithTags("Search").WithName("Search")
            .WithSummary("Finds words, \"phrases\" and -excluded words in transcripts, translations and contacts; best first, with highlights and the moment.")
            .ProducesProblem(StatusCodes.Status400BadRequest).WithFieldsOfItems<SearchHitResource>();
        return routes;
    }

    private static async Task<JsonBytes<PageResource<SearchHitResource>>> SearchAsync(
        CachedSearch search, string? q, string? limit, string? cursor, string? language, CancellationToken ct) =>
        new(await search.FindAsync(Query(q), Language(language), cursor, PageLimit.Parse(limit, TextSearch.DefaultLimit, TextSearch.MaxLimit), ct));

    private static string Query(string? q) => q?.Trim() switch
    {
        null or "" => throw ProblemType.InvalidField.Because("Say in 'q' what to look for.", "q"),
        { Length: > TextSearch.MaxQueryLength } text => throw ProblemType.InvalidField.Because($"'q' has {text.Length} characters; at most {TextSearch.MaxQueryLength} are taken.", "q"),
        var text => text,
    };

    private static string? Language(string? tag) => tag switch
    {
        null or "" => null,
        _ when Tag().IsMatch(tag) => Stemmer.Primary(tag),
        _ => throw ProblemType.InvalidField.Because("'language' has to be a BCP 47 tag such as en or es.", "language"),
    };

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    private static partial Regex Tag();
}
