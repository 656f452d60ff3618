using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace RoiApp.ServiceDefaults.Caching;

/// <summary>Degraded while Redis is configured and away: everything is answered all the same, slower.</summary>
internal sealed class CacheCheck(IOptions<CachingOptions> options, RedisState? redis = null) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(redis switch
    {
        _ when !options.Value.Enabled => HealthCheckResult.Healthy("Switched off."),
        null => HealthCheckResult.Healthy("In memory."),
        { IsUp: true } => HealthCheckResult.Healthy("In memory and Redis."),
        _ => HealthCheckResult.Degraded($"Redis is not used since {redis.Since:u}: {redis.Why ?? "it has not answered yet."} Values are kept in memory alone."),
    });
}
