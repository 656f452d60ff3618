using Microsoft.Extensions.Options;
using Polly;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Refuses settings that work against each other, before the first request.</summary>
internal sealed class HttpStandardResilienceOptionsValidator : IValidateOptions<HttpStandardResilienceOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpStandardResilienceOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        var attempt = options.AttemptTimeout.Timeout;
        var total = options.TotalRequestTimeout.Timeout;
        if (attempt > total)
        {
            result.AddError($"The time limit of one attempt ({attempt}) is longer than that of the whole request ({total}).", nameof(options.AttemptTimeout));
        }

        if (options.CircuitBreaker.SamplingDuration < attempt * 2)
        {
            result.AddError(
                $"The circuit breaker samples {options.CircuitBreaker.SamplingDuration}: it must be at least twice the time limit of one attempt ({attempt}).",
                nameof(options.CircuitBreaker));
        }

        if (DelayOfAllRetries(options.Retry) is var delay && delay > total)
        {
            result.AddError($"The delays between attempts ({delay}) add up to more than the time limit of the whole request ({total}).", nameof(options.Retry));
        }

        return result.Build();
    }

    private static TimeSpan DelayOfAllRetries(HttpRetryStrategyOptions retry)
    {
        var sum = TimeSpan.Zero;
        // The sum soon exceeds any time limit, and must not overflow: 30 doublings are plenty.
        for (var attempt = 0; attempt < Math.Min(retry.MaxRetryAttempts, 30); attempt++)
        {
            var delay = retry.BackoffType switch
            {
                DelayBackoffType.Exponential => retry.Delay * Math.Pow(2, attempt),
                DelayBackoffType.Linear => retry.Delay * (attempt + 1),
                _ => retry.Delay,
            };
            sum += retry.MaxDelay is { } most && delay > most ? most : delay;
        }

        return sum;
    }
}
