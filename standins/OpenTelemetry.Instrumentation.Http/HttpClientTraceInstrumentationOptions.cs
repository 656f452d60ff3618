using System.Diagnostics;

namespace OpenTelemetry.Instrumentation.Http;

public class HttpClientTraceInstrumentationOptions
{
    /// <summary>Says which requests become spans; one for which it throws does not.</summary>
    public Func<HttpRequestMessage, bool>? FilterHttpRequestMessage { get; set; }

    public Action<Activity, HttpRequestMessage>? EnrichWithHttpRequestMessage { get; set; }

    public Action<Activity, HttpResponseMessage>? EnrichWithHttpResponseMessage { get; set; }
}
