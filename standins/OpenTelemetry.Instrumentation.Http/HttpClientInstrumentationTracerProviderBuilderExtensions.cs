namespace OpenTelemetry.Trace;

public static class HttpClientInstrumentationTracerProviderBuilderExtensions
{
    /// <summary>Turns each request that <see cref="HttpClient"/> sends into a span.</summary>
    public static TracerProviderBuilder AddHttpClientInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Since .NET 9 HttpClient names and describes its activities by the semantic conventions itself.
        return builder.AddSource("System.Net.Http");
    }
}
