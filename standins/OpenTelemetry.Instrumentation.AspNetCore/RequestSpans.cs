using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>
/// Fills in the activity that ASP.NET Core starts for each request.
/// Attributes: <see href="https://opentelemetry.io/docs/specs/semconv/http/http-spans/"/>, HTTP server.
/// </summary>
internal sealed class RequestSpans : IDisposable
{
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    private const string Started = Request + ".Start";
    private const string Stopped = Request + ".Stop";
    private const string Unhandled = "Microsoft.AspNetCore.Hosting.UnhandledException";
    private const string UnhandledInMiddleware = "Microsoft.AspNetCore.Diagnostics.UnhandledException";

    private readonly Func<HttpContext, bool>? _filter;
    private readonly DiagnosticEvents _events;

    public RequestSpans(AspNetCoreTraceInstrumentationOptions options)
    {
        _filter = options.Filter;
        _events = new("Microsoft.AspNetCore", [Request, Started, Stopped, Unhandled, UnhandledInMiddleware], OnEvent);
    }

    public void Dispose() => _events.Dispose();

    private void OnEvent(string name, object? payload)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span)
        {
            return;
        }

        switch (name)
        {
            case Started when payload is HttpContext context:
                Start(span, context);
                break;
            case Stopped when payload is HttpContext context:
                Stop(span, context);
                break;
            // The payload's type is ASP.NET Core's private one.
            case Unhandled or UnhandledInMiddleware when payload?.GetType().GetProperty("exception")?.GetValue(payload) is Exception exception:
                span.SetTag("error.type", exception.GetType().FullName);
                span.SetStatus(ActivityStatusCode.Error);
                break;
        }
    }

    private void Start(Activity span, HttpContext context)
    {
        if (!IsWanted(context))
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        var request = context.Request;
        var method = RequestMethod.Of(request.Method);
        span.DisplayName = method.Shown;
        span.SetTag("http.request.method", method.Name);
        span.SetTag("http.request.method_original", method.Original); // A null value sets no tag.
        span.SetTag("url.scheme", request.Scheme);
        span.SetTag("url.path", (request.PathBase + request.Path).Value is { Length: > 0 } path ? path : "/");
        span.SetTag("url.query", request.QueryString.Value is { Length: > 0 } query ? RedactedQuery.Of(query) : null);
        span.SetTag("server.address", request.Host.HasValue ? request.Host.Host : null);
        span.SetTag("server.port", request.Host.Port);
        span.SetTag("network.protocol.version", ProtocolVersion(request.Protocol));
        span.SetTag("user_agent.original", request.Headers.UserAgent is [{ Length: > 0 } agent, ..] ? agent : null);
    }

    private static void Stop(Activity span, HttpContext context)
    {
        var endpoint = context.Features.Get<IExceptionHandlerPathFeature>()?.Endpoint ?? context.GetEndpoint();
        if ((endpoint as RouteEndpoint)?.RoutePattern.RawText is { Length: > 0 } route)
        {
            span.DisplayName = $"{RequestMethod.Of(context.Request.Method).Shown} {route}";
            span.SetTag("http.route", route);
        }

        span.SetTag("http.response.status_code", context.Response.StatusCode);
        // A 4xx is the caller's mistake: for the server that is no error.
        if (span.Status == ActivityStatusCode.Unset && context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    private bool IsWanted(HttpContext context)
    {
        try
        {
            return _filter?.Invoke(context) ?? true;
        }
        catch (Exception e) // Telemetry must never fail a request.
        {
            Debug.WriteLine(e);
            return false;
        }
    }

    private static string ProtocolVersion(string protocol) => protocol switch
    {
        "HTTP/1.1" => "1.1",
        "HTTP/2" => "2",
        "HTTP/3" => "3",
        _ => protocol.StartsWith("HTTP/", StringComparison.Ordinal) ? protocol["HTTP/".Length..] : protocol,
    };
}
