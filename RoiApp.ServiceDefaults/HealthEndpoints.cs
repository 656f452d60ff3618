using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RoiApp.ServiceDefaults;

/// <summary><c>/health</c>: may traffic be sent here? <c>/alive</c>: should the process be restarted?</summary>
internal static partial class HealthEndpoints
{
    private const string Ready = "/health";
    private const string Alive = "/alive";

    public static bool IsProbe(PathString path) => path.StartsWithSegments(Ready) || path.StartsWithSegments(Alive);

    public static void Map(WebApplication app, string liveTag)
    {
        app.MapHealthChecks(Ready, new() { ResponseWriter = WriteAsync }).DisableHttpMetrics();
        app.MapHealthChecks(Alive, new() { ResponseWriter = WriteAsync, Predicate = check => check.Tags.Contains(liveTag) }).DisableHttpMetrics();
    }

    // AllowCachingResponses is false by default: the middleware answers with no-store.
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new HealthResponse(
            Word(report.Status),
            report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new HealthEntry(Word(entry.Value.Status), entry.Value.Description, entry.Value.Duration.TotalMilliseconds))),
        Json.Default.HealthResponse,
        cancellationToken: context.RequestAborted);

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    internal sealed record HealthResponse(string Status, IReadOnlyDictionary<string, HealthEntry> Checks);

    internal sealed record HealthEntry(string Status, string? Description, double ElapsedMs);

    // Asked every few seconds: without reflection.
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(HealthResponse))]
    internal sealed partial class Json : JsonSerializerContext;
}
