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
    private readonly AspNetCoreTraceInstrumentationOptions _options;
    private readonly DiagnosticEvents _events;

    public RequestSpans(AspNetCoreTraceInstrumentationOptions options)
    {
        _options = options;
        _events = new("Microsoft.AspNetCore", "Microsoft.AspNetCore.", OnEvent);
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
            case "Microsoft.AspNetCore.Hosting.HttpRequestIn.Start" when payload is HttpContext context:
                Start(span, context);
                break;
            case "Microsoft.AspNetCore.Hosting.HttpRequestIn.Stop" when payload is HttpContext context:
                Stop(span, context);
                break;
            case "Microsoft.AspNetCore.Hosting.UnhandledException" or "Microsoft.AspNetCore.Diagnostics.UnhandledException":
                if (payload?.GetType().GetProperty("exception")?.GetValue(payload) is Exception exception)
                {
                    Fail(span, exception);
                }

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
        if (method.Original is { } original)
        {
            span.SetTag("http.request.method_original", original);
        }

        span.SetTag("url.scheme", request.Scheme);
        span.SetTag("url.path", (request.PathBase + request.Path).Value is { Length: > 0 } path ? path : "/");
        if (request.QueryString.HasValue)
        {
            span.SetTag("url.query", RedactedQuery.Of(request.QueryString.Value!));
        }

        if (request.Host.HasValue)
        {
            span.SetTag("server.address", request.Host.Host);
            span.SetTag("server.port", request.Host.Port); // A null value sets no tag.
        }

        span.SetTag("network.protocol.version", ProtocolVersion(request.Protocol));
        if (request.Headers.UserAgent is [{ Length: > 0 } agent, ..])
        {
            span.SetTag("user_agent.original", agent);
        }

        Guarded(() => _options.EnrichWithHttpRequest?.Invoke(span, request));
    }

    private void Stop(Activity span, HttpContext context)
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

        Guarded(() => _options.EnrichWithHttpResponse?.Invoke(span, context.Response));
    }

    private void Fail(Activity span, Exception exception)
    {
        span.SetTag("error.type", exception.GetType().FullName);
        span.SetStatus(ActivityStatusCode.Error);
        if (_options.RecordException)
        {
            span.AddException(exception);
        }

        Guarded(() => _options.EnrichWithException?.Invoke(span, exception));
    }

    private bool IsWanted(HttpContext context)
    {
        var wanted = false;
        Guarded(() => wanted = _options.Filter?.Invoke(context) ?? true);
        return wanted;
    }

    private static string ProtocolVersion(string protocol) => protocol switch
    {
        "HTTP/2" => "2",
        "HTTP/3" => "3",
        _ => protocol.StartsWith("HTTP/", StringComparison.Ordinal) ? protocol["HTTP/".Length..] : protocol,
    };

    // Telemetry must never fail a request.
    private static void Guarded(Action callback)
    {
        try
        {
            callback();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Debug.WriteLine(e);
        }
    }
}
