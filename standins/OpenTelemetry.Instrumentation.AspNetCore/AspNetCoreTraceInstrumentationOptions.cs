using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace OpenTelemetry.Instrumentation.AspNetCore;

public class AspNetCoreTraceInstrumentationOptions
{
    /// <summary>Says which requests become spans; one for which it throws does not.</summary>
    public Func<HttpContext, bool>? Filter { get; set; }

    public Action<Activity, HttpRequest>? EnrichWithHttpRequest { get; set; }

    public Action<Activity, HttpResponse>? EnrichWithHttpResponse { get; set; }

    public Action<Activity, Exception>? EnrichWithException { get; set; }

    /// <summary>Whether an unhandled exception is added to the span as an event, stack trace and all.</summary>
    public bool RecordException { get; set; }
}
