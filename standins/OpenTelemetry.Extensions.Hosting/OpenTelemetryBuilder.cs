using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OpenTelemetry;

/// <summary>Configures the SDK in a service collection: a fluent face of the SDK's own <see cref="IOpenTelemetryBuilder"/> extensions.</summary>
public sealed class OpenTelemetryBuilder : IOpenTelemetryBuilder
{
    internal OpenTelemetryBuilder(IServiceCollection services) => Services = services;

    public IServiceCollection Services { get; }

    public OpenTelemetryBuilder ConfigureResource(Action<ResourceBuilder> configure) =>
        Then(builder => OpenTelemetryBuilderSdkExtensions.ConfigureResource(builder, configure));

    public OpenTelemetryBuilder WithMetrics() => WithMetrics(_ => { });

    public OpenTelemetryBuilder WithMetrics(Action<MeterProviderBuilder> configure) =>
        Then(builder => OpenTelemetryBuilderSdkExtensions.WithMetrics(builder, configure));

    public OpenTelemetryBuilder WithTracing() => WithTracing(_ => { });

    public OpenTelemetryBuilder WithTracing(Action<TracerProviderBuilder> configure) =>
        Then(builder => OpenTelemetryBuilderSdkExtensions.WithTracing(builder, configure));

    public OpenTelemetryBuilder WithLogging() => WithLogging(null, null);

    public OpenTelemetryBuilder WithLogging(Action<LoggerProviderBuilder> configure) => WithLogging(configure, null);

    public OpenTelemetryBuilder WithLogging(Action<LoggerProviderBuilder>? configureBuilder, Action<OpenTelemetryLoggerOptions>? configureOptions) =>
        Then(builder => OpenTelemetryBuilderSdkExtensions.WithLogging(builder, configureBuilder, configureOptions));

    private OpenTelemetryBuilder Then(Action<IOpenTelemetryBuilder> configure)
    {
        configure(this);
        return this;
    }
}
