using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Registry;

namespace Microsoft.Extensions.DependencyInjection;

public static class ResilienceHttpClientBuilderExtensions
{
    private const string Standard = "standard";

    /// <summary>Adds rate limit, time limit, retries with back-off, circuit breaker and a time limit per attempt, in this order.</summary>
    public static IHttpStandardResiliencePipelineBuilder AddStandardResilienceHandler(this IHttpClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = PipelineName(builder, Standard);
        builder.Services.AddOptions<HttpStandardResilienceOptions>(name).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HttpStandardResilienceOptions>, HttpStandardResilienceOptionsValidator>());
        builder.AddResilienceHandler(Standard, (pipeline, context) =>
        {
            context.EnableReloads<HttpStandardResilienceOptions>(name);
            var options = context.ServiceProvider.GetRequiredService<IOptionsMonitor<HttpStandardResilienceOptions>>().Get(name);
            pipeline
                .AddRateLimiter(options.RateLimiter)
                .AddTimeout(options.TotalRequestTimeout)
                .AddRetry(options.Retry)
                .AddCircuitBreaker(options.CircuitBreaker)
                .AddTimeout(options.AttemptTimeout);
        });
        return new HttpResiliencePipelineBuilder(name, builder.Services);
    }

    public static IHttpStandardResiliencePipelineBuilder AddStandardResilienceHandler(
        this IHttpClientBuilder builder, Action<HttpStandardResilienceOptions> configure) => builder.AddStandardResilienceHandler().Configure(configure);

    public static IHttpStandardResiliencePipelineBuilder AddStandardResilienceHandler(
        this IHttpClientBuilder builder, IConfigurationSection section) => builder.AddStandardResilienceHandler().Configure(section);

    public static IHttpResiliencePipelineBuilder AddResilienceHandler(
        this IHttpClientBuilder builder, string pipelineName, Action<ResiliencePipelineBuilder<HttpResponseMessage>> configure) =>
        builder.AddResilienceHandler(pipelineName, (pipeline, _) => configure(pipeline));

    /// <summary>Adds a pipeline of one's own. All handlers of the client share it, and with it the state of its circuit breakers.</summary>
    public static IHttpResiliencePipelineBuilder AddResilienceHandler(
        this IHttpClientBuilder builder, string pipelineName, Action<ResiliencePipelineBuilder<HttpResponseMessage>, ResilienceHandlerContext> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(pipelineName);
        ArgumentNullException.ThrowIfNull(configure);
        var name = PipelineName(builder, pipelineName);
        builder.Services.TryAddSingleton<PollyTelemetry>();
        builder.Services.TryAddSingleton(new ResiliencePipelineRegistryOptions<string> { BuilderNameFormatter = key => key });
        builder.Services.TryAddSingleton<ResiliencePipelineRegistry<string>>();
        builder.AddHttpMessageHandler(services => new ResilienceHandler(
            services.GetRequiredService<ResiliencePipelineRegistry<string>>().GetOrAddPipeline<HttpResponseMessage>(name, (pipeline, context) =>
            {
                pipeline.TelemetryListener = services.GetRequiredService<PollyTelemetry>();
                configure(pipeline, new ResilienceHandlerContext(services, context));
            })));
        return new HttpResiliencePipelineBuilder(name, builder.Services);
    }

    private static string PipelineName(IHttpClientBuilder builder, string name) => $"{builder.Name}-{name}";
}
