using System.Diagnostics;

namespace OpenTelemetry.Instrumentation.Http;

/// <summary>Applies the options to the activities that <see cref="HttpClient"/> starts. Does not listen at all when no option is set.</summary>
internal sealed class ClientSpans : IDisposable
{
    private const string Prefix = "System.Net.Http.HttpRequestOut";

    private readonly HttpClientTraceInstrumentationOptions _options;
    private readonly DiagnosticEvents? _events;

    public ClientSpans(HttpClientTraceInstrumentationOptions options)
    {
        _options = options;
        if (options is not { FilterHttpRequestMessage: null, EnrichWithHttpRequestMessage: null, EnrichWithHttpResponseMessage: null })
        {
            _events = new("HttpHandlerDiagnosticListener", Prefix, OnEvent);
        }
    }

    public void Dispose() => _events?.Dispose();

    private void OnEvent(string name, object? payload)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span)
        {
            return;
        }

        try
        {
            if (name == Prefix + ".Start" && Property<HttpRequestMessage>(payload, "Request") is { } request)
            {
                Start(span, request);
            }
            else if (name == Prefix + ".Stop" && Property<HttpResponseMessage>(payload, "Response") is { } response)
            {
                _options.EnrichWithHttpResponseMessage?.Invoke(span, response);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Debug.WriteLine(e); // Telemetry must never fail a request.
        }
    }

    private void Start(Activity span, HttpRequestMessage request)
    {
        var wanted = false;
        try
        {
            wanted = _options.FilterHttpRequestMessage?.Invoke(request) ?? true;
        }
        finally
        {
            if (!wanted)
            {
                span.IsAllDataRequested = false;
                span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }
        }

        if (wanted)
        {
            _options.EnrichWithHttpRequestMessage?.Invoke(span, request);
        }
    }

    // The payloads' types are the framework's private ones.
    private static T? Property<T>(object? payload, string name) where T : class => payload?.GetType().GetProperty(name)?.GetValue(payload) as T;
}
