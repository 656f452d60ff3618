using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RoiApp.Processing.Capabilities;

/// <summary>Degraded, not unhealthy, when an engine is missing: ready transcripts still become reports.</summary>
internal sealed class EnginesHealthCheck(EngineSurvey survey) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = (await survey.TakeAsync(cancellationToken)).Where(engine => !engine.Available).Select(engine => $"{engine.Stage}: {engine.Remedy}").ToList();
        return missing.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(" ", missing));
    }
}
