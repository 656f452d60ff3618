using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
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
            .ProducesProblem(StatusCodes.Status400BadRequest);
        return routes;
    }

    private static async Task<Ok<PageResource<SearchHitResource>>> SearchAsync(TextSearch search, string? q, string? limit, string? cursor, string? language, CancellationToken ct)
    {
        var text = Query(q);
        var primary = Language(language);
        var list = $"search\n{text}\n{primary}";
        var after = PageCursor.Read(cursor, list, SearchCursor.Of);
        var (hits, next) = await search.FindAsync(text, primary, after, PageLimit.Parse(limit, TextSearch.DefaultLimit, TextSearch.MaxLimit), ct);
        return TypedResults.Ok(new PageResource<SearchHitResource>(hits, next is null ? null : PageCursor.Write(list, next.Key)));
    }

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
