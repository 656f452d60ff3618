using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RoiApp.ServiceDefaults.Metrics;

namespace RoiApp.ServiceDefaults;

internal static class TelemetryExtensions
{
    // Every meter and activity source of ours is named after its namespace.
    private const string OurSources = "RoiApp.*";

    // The SDK's own bounds are for milliseconds; these seconds reach from a memory's answer to an hour's recording.
    private static readonly double[] s_seconds = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<MetricsOptions>().BindConfiguration(MetricsOptions.Section);
        var sends = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var shows = (builder.Configuration.GetSection(MetricsOptions.Section).Get<MetricsOptions>() ?? new()).Enabled;
        if (!sends && !shows)
        {
            return; // Nobody to tell: then nothing is gathered, and requests do not pay for it.
        }

        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(OurSources, "Polly")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddView(BoundsOf);
            if (shows)
            {
                metrics.AddPrometheusExporter();
            }
        });
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_SERVICE_NAME"]))
        {
            telemetry.ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName));
        }

        if (sends)
        {
            builder.SendEverything(telemetry);
        }
    }

    private static void SendEverything(this IHostApplicationBuilder builder, OpenTelemetryBuilder telemetry)
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        telemetry
            .WithTracing(tracing => tracing
                .AddSource(OurSources)
                // Probes arrive every few seconds and would drown the traces that people look for.
                .AddAspNetCoreInstrumentation(options => options.Filter = context =>
                    !HealthEndpoints.IsProbe(context.Request.Path) && !MetricsEndpoint.IsScrape(context.Request.Path))
                .AddHttpClientInstrumentation())
            .UseOtlpExporter();
    }

    private static ExplicitBucketHistogramConfiguration? BoundsOf(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s" } && instrument.Meter.Name.StartsWith("RoiApp.", StringComparison.Ordinal) ? new() { Boundaries = s_seconds } : null;
}
