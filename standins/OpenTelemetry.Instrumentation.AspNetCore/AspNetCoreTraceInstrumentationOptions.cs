using Microsoft.AspNetCore.Http;

namespace OpenTelemetry.Instrumentation.AspNetCore;

public class AspNetCoreTraceInstrumentationOptions
{
    /// <summary>Says which requests become spans; one for which it throws does not.</summary>
    public Func<HttpContext, bool>? Filter { get; set; }
}
