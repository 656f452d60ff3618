using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoiApp.ServiceDefaults;

// In this namespace so that a service's Program.cs needs no using for it.
namespace Microsoft.Extensions.Hosting;

/// <summary>What every RoiApp service has in common: telemetry, health checks and service discovery.</summary>
public static class ServiceDefaultsExtensions
{
    internal const string LiveTag = "live";

    /// <summary>
    /// Adds traces, metrics and logs (sent over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set), a <c>live</c> health check, and
    /// service discovery for every <see cref="HttpClient"/>.
    /// </summary>
    /// <remarks>Resilience is each client's own choice (<c>AddStandardResilienceHandler()</c>): its time limits would cut long gRPC streams.</remarks>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        return builder;
    }
}
