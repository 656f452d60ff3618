using Microsoft.AspNetCore.Http.HttpResults;
using RoiApp.Api.Progress.Statistics;
using RoiApp.Contracts.Rest;
using RoiApp.ServiceDefaults.Performance;

namespace RoiApp.Api.Performance;

internal static class PerformanceEndpoint
{
    public static IEndpointRouteBuilder MapPerformance(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/performance", Get).WithTags("Performance").WithName("GetPerformance")
            .WithSummary("How this replica does: live channels since the start; operations over the last 1, 5 and 60 minutes; targets.");
        return routes;
    }

    private static Ok<PerformanceResource> Get(HttpContext http, ConnectionMetrics connections, PerformanceMonitor monitor)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new PerformanceResource(
            connections.Since(),
            [.. monitor.Operations().Select(Of)],
            [.. monitor.Targets().Select(t => new TargetResource(t.Target, t.Operation, t.Percentile, t.LimitMs, t.Minutes, t.Count, Rounded(t.MeasuredMs), t.Passed))]));
    }

    private static OperationResource Of(OperationFigures operation) => new(
        operation.Name,
        operation.Family,
        [.. operation.Windows.Select(w => new WindowResource(
            w.Minutes, w.Count, w.Failed, Math.Round(w.PerSecond, 3), Rounded(w.MeanMs), Rounded(w.P50Ms), Rounded(w.P90Ms), Rounded(w.P95Ms), Rounded(w.P99Ms), Rounded(w.MaxMs)))],
        [.. operation.Trend.Select(t => new TrendResource(t.Count, Rounded(t.P50Ms), Rounded(t.P95Ms)))]);

    // To the nanosecond: a memory's answer takes a few hundred.
    private static double? Rounded(double? ms) => ms is { } value ? Math.Round(value, 6) : null;
}
