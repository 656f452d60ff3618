using Grpc.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RoiApp.Api.Pipeline;

/// <summary>Degraded while no Processing answers: uploads and reading go on, memos wait.</summary>
internal sealed class ProcessingCheck(Wire.Processing.ProcessingClient client, TimeProvider time) : IHealthCheck
{
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await client.GetCapabilitiesAsync(new(), deadline: time.GetUtcNow().UtcDateTime + AnswerWithin, cancellationToken: cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (RpcException e)
        {
            // Without the exception: a probe every few seconds would fill the log with its stack.
            return HealthCheckResult.Degraded($"Processing does not answer ({e.StatusCode}): memos are taken and wait for it.");
        }
    }
}
