using System.Threading.RateLimiting;
using Polly.RateLimiting;

namespace Polly;

public static class RateLimiterResiliencePipelineBuilderExtensions
{
    public static TBuilder AddRateLimiter<TBuilder>(this TBuilder builder, RateLimiterStrategyOptions options) where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(options);
        return builder.AddStrategy(
            context => new RateLimiterResilienceStrategy(new ConcurrencyLimiter(options.DefaultRateLimiterOptions), context.Telemetry), options);
    }
}
