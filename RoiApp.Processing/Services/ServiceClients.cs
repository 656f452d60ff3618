using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.Http.Resilience;
using OpenAI;
using Polly;

namespace RoiApp.Processing.Services;

/// <summary>HTTP clients for OpenAI-compatible services: time limits, retries, a circuit breaker each, and no redirect that a key could follow.</summary>
internal static class ServiceClients
{
    private const string NoKey = "none";
    private const int ToleratedFailures = 5;

    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_connectionLife = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_leaveAlone = TimeSpan.FromSeconds(15);

    /// <summary>Registers the clients of a step's services. Which of them there are is known once the settings are read.</summary>
    public static IServiceCollection AddServiceClients(this IServiceCollection services, string section, Func<IServiceProvider, ServiceChainOptions> settings)
    {
        for (var i = -1; i < ServiceChainOptions.MaxFallbacks; i++)
        {
            var place = i;
            services.AddHttpClient(i < 0 ? section : $"{section}:Fallback:{i}")
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = s_connectLimit, PooledConnectionLifetime = s_connectionLife })
                .ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan) // The pipeline has limits of its own.
                .AddStandardResilienceHandler()
                .Configure((resilience, provider) => Configure(resilience, Of(provider)))
                .Services
                .AddHttpClient(i < 0 ? section : $"{section}:Fallback:{i}")
                .AddHttpMessageHandler(provider => new WholeAnswer(Of(provider)));

            ServiceOptions Of(IServiceProvider provider) => settings(provider) is var chain && place < 0 ? chain : chain.Fallback.ElementAtOrDefault(place) ?? new ServiceOptions();
        }
        return services;
    }

    /// <summary>What the OpenAI package's clients are made with; attempts and time limits are the HTTP client's business.</summary>
    public static OpenAIClientOptions ClientOptions(this IHttpClientFactory http, ServicePlace place) => new()
    {
        Endpoint = new UriBuilder(place.Options.Endpoint) { Query = "" }.Uri,
        Transport = new HttpClientPipelineTransport(http.CreateClient(place.Setting)),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        NetworkTimeout = Timeout.InfiniteTimeSpan,
    };

    public static ApiKeyCredential Key(this ServicePlace place) => new(place.Options.ApiKey.Length > 0 ? place.Options.ApiKey : NoKey);

    private static void Configure(HttpStandardResilienceOptions resilience, ServiceOptions options)
    {
        resilience.AttemptTimeout.Timeout = options.AttemptLimit;
        resilience.TotalRequestTimeout.Timeout = options.TotalLimit;
        resilience.CircuitBreaker.MinimumThroughput = ToleratedFailures;
        resilience.CircuitBreaker.FailureRatio = 0.5;
        resilience.CircuitBreaker.BreakDuration = s_leaveAlone;
        resilience.CircuitBreaker.SamplingDuration = options.AttemptLimit * 2 > TimeSpan.FromSeconds(30) ? options.AttemptLimit * 2 : TimeSpan.FromSeconds(30);
        resilience.Retry.MaxRetryAttempts = Math.Max(1, options.Retries);
        resilience.Retry.Delay = options.RetryDelay;
        resilience.Retry.ShouldHandle = outcome => ValueTask.FromResult(
            options.Retries > 0 && HttpClientResiliencePredicates.IsTransient(outcome.Outcome) && Wait(outcome.Outcome.Result) <= options.LongestWait);
    }

    private static TimeSpan Wait(HttpResponseMessage? response) => response?.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - TimeProvider.System.GetUtcNow(),
        _ => TimeSpan.Zero,
    };
}
