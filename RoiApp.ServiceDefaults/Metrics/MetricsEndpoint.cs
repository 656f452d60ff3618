using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RoiApp.ServiceDefaults.Metrics;

/// <summary><c>/metrics</c>: the process's instruments for Prometheus, as text. For this machine alone unless the settings say otherwise.</summary>
internal static class MetricsEndpoint
{
    private const string Path = "/metrics";

    public static void Map(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<MetricsOptions>>().Value is not { Enabled: true } options)
        {
            return;
        }
        app.MapPrometheusScrapingEndpoint(Path).DisableHttpMetrics().Finally(endpoint =>
        {
            var scrape = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => AnswerAsync(context, scrape, options);
        });
    }

    public static bool IsScrape(PathString path) => path.StartsWithSegments(Path, StringComparison.Ordinal);

    private static async Task AnswerAsync(HttpContext context, RequestDelegate scrape, MetricsOptions options)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = HttpMethods.Get;
            return;
        }
        if (options.LoopbackOnly && !IsLocal(context))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        await scrape(context);
    }

    // A proxy on this machine passes on what others ask: such a request is not of this machine. No address at all is an in-memory server.
    private static bool IsLocal(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address))
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");
}
