using Microsoft.AspNetCore.Http.HttpResults;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress.Statistics;

internal static class PerformanceEndpoint
{
    public static void MapPerformance(this IEndpointRouteBuilder routes) => routes.MapGet("/api/performance", Get).WithTags("Performance").WithName("GetPerformance")
        .WithSummary("How this replica does since its start, a section each: the channels of live events.");

    private static Ok<PerformanceResource> Get(HttpContext http, ConnectionMetrics connections)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new PerformanceResource(connections.Since()));
    }
}
