using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using RoiApp.ServiceDefaults;
using RoiApp.ServiceDefaults.Metrics;

namespace Microsoft.Extensions.Hosting;

/// <summary>Where a RoiApp service listens, and the endpoints that all of them answer.</summary>
public static class WebApplicationExtensions
{
    /// <summary>
    /// Binds Kestrel to <c>Listen:Address</c> (default 127.0.0.1) on <c>Listen:HttpPort</c> (HTTP/1.1) and <c>Listen:GrpcPort</c> (HTTP/2 without TLS).
    /// </summary>
    /// <param name="builder">The application being built.</param>
    /// <param name="httpPort">The HTTP/1.1 port unless configured otherwise: 0 for any free one, <see langword="null"/> for none.</param>
    /// <param name="grpcPort">The HTTP/2 port unless configured otherwise: 0 for any free one, <see langword="null"/> for none.</param>
    /// <exception cref="InvalidOperationException">While starting: a setting is no port or no address.</exception>
    public static WebApplicationBuilder ListenOn(this WebApplicationBuilder builder, int? httpPort, int? grpcPort)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Settings are read as the host starts, so that configuration added after this call counts too.
        builder.WebHost.ConfigureKestrel((context, kestrel) => ListenSettings.From(context.Configuration, httpPort, grpcPort).ApplyTo(kestrel));
        return builder;
    }

    /// <summary>Maps <c>/health</c> (every check) and <c>/alive</c> (only those tagged <c>live</c>), answering small JSON that is never cached; and <c>/metrics</c> for Prometheus.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        HealthEndpoints.Map(app, ServiceDefaultsExtensions.LiveTag);
        MetricsEndpoint.Map(app);
        return app;
    }
}
