using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Instrumentation.Http;

namespace OpenTelemetry.Trace;

public static class HttpClientInstrumentationTracerProviderBuilderExtensions
{
    public static TracerProviderBuilder AddHttpClientInstrumentation(this TracerProviderBuilder builder) =>
        builder.AddHttpClientInstrumentation(null, null);

    public static TracerProviderBuilder AddHttpClientInstrumentation(
        this TracerProviderBuilder builder, Action<HttpClientTraceInstrumentationOptions>? configureHttpClientTraceInstrumentationOptions) =>
        builder.AddHttpClientInstrumentation(null, configureHttpClientTraceInstrumentationOptions);

    /// <summary>Turns each request that <see cref="HttpClient"/> sends into a span.</summary>
    public static TracerProviderBuilder AddHttpClientInstrumentation(
        this TracerProviderBuilder builder, string? name, Action<HttpClientTraceInstrumentationOptions>? configureHttpClientTraceInstrumentationOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        name ??= Options.DefaultName;
        if (configureHttpClientTraceInstrumentationOptions is { } configure)
        {
            builder.ConfigureServices(services => services.Configure(name, configure));
        }

        return builder
            // Since .NET 9 HttpClient names and describes its activities by the semantic conventions itself.
            .AddSource("System.Net.Http")
            .AddInstrumentation(services => new ClientSpans(services.GetRequiredService<IOptionsMonitor<HttpClientTraceInstrumentationOptions>>().Get(name)));
    }
}
