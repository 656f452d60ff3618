using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace RoiApp.ServiceDefaults.Performance;

/// <summary>
/// Requests by method and route template, from ASP.NET Core's own <c>http.server.request.duration</c>: <c>http GET /api/workflows/{id}</c>. What no
/// route took is one operation; an answer of 500 or more has failed.
/// </summary>
/// <param name="streams">Routes whose requests last as long as somebody watches, which says nothing of how quick they are.</param>
public sealed partial class HttpRequestDurations(params string[] streams) : DurationSource("http.server.request.duration", "http")
{
    private const string Unmatched = "(no route)";

    internal override IReadOnlyList<string>? Known(IServiceProvider services) =>
    [
        .. services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                .Where(method => !streams.Contains(PathOf(endpoint.RoutePattern.RawText ?? ""))).Select(method => $"{Family} {method} {PathOf(endpoint.RoutePattern.RawText ?? "")}")),
        $"{Family} {Unmatched}",
    ];

    internal override void Take(PerformanceMonitor monitor, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string method = "", route = "";
        var failed = false;
        foreach (var (name, value) in tags)
        {
            switch (name)
            {
                case "http.request.method":
                    method = value as string ?? "";
                    break;
                case "http.route":
                    route = value as string ?? "";
                    break;
                case "http.response.status_code":
                    failed |= value is >= 500;
                    break;
                case "error.type":
                    failed |= value is string type && !int.TryParse(type, out _); // An exception; a number repeats the status.
                    break;
            }
        }
        Operation(monitor, route.Length == 0 ? "" : method, route)?.Record(seconds, failed);
    }

    private protected override string? NameOf(string first, string second) =>
        second.Length == 0 ? Unmatched : PathOf(second) is var path && streams.Contains(path) ? null : $"{first} {path}";

    // As people write it: no constraints, no slash at the end.
    private static string PathOf(string template) => "/" + Constraint().Replace(template, "").Trim('/');

    [GeneratedRegex(@":[a-z]+(?:\([^)]*\))?(?=\})")]
    private static partial Regex Constraint();
}
