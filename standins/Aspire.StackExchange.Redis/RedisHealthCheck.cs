using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Aspire.StackExchange.Redis;

/// <summary>Healthy while Redis answers a PING.</summary>
internal sealed class RedisHealthCheck(IServiceProvider services, object? serviceKey) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Asked for here, not in the constructor: the first one to ask is the one who waits for the connection.
            var redis = services.GetRequiredKeyedService<IConnectionMultiplexer>(serviceKey);
            // Version 1 of the client gives asynchronous commands no time limit of their own.
            var limit = TimeSpan.FromMilliseconds(redis.TimeoutMilliseconds);
            var took = await redis.GetDatabase().PingAsync().WaitAsync(limit, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"Redis answered in {took.TotalMilliseconds:0.0} ms.");
        }
        catch (Exception e) when (e is RedisException or TimeoutException or InvalidOperationException)
        {
            return new(context.Registration.FailureStatus, "Redis does not answer.", e);
        }
    }
}
