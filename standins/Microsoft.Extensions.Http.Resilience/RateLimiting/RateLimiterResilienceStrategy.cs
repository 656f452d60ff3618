using System.Threading.RateLimiting;
using Polly.Telemetry;

namespace Polly.RateLimiting;

internal sealed class RateLimiterResilienceStrategy(RateLimiter limiter, ResilienceStrategyTelemetry telemetry) : ResilienceStrategy, IDisposable
{
    public void Dispose() => limiter.Dispose();

    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        using var lease = await limiter.AcquireAsync(1, context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext);
        if (lease.IsAcquired)
        {
            return await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
        }

        var rejected = new RateLimiterRejectedException();
        telemetry.SetTelemetrySource(rejected);
        telemetry.Report(new(ResilienceEventSeverity.Error, "OnRateLimiterRejected"), context, rejected);
        return Outcome.FromException<TResult>(rejected);
    }
}
