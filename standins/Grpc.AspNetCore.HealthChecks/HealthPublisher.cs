using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>Carries what the host's publisher finds, every 30 s by default, to the watchers.</summary>
internal sealed class HealthPublisher(HealthServiceImpl states, IOptions<GrpcHealthChecksOptions> options) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var mapping in options.Value.Services)
        {
            var results = report.Entries.Where(entry => mapping.HealthCheckPredicate?.Invoke(new HealthCheckMapContext(entry.Key, entry.Value.Tags)) is not false);
            states.SetStatus(mapping.Name, ServingStatuses.Of(results.Select(entry => entry.Value.Status)));
        }

        return Task.CompletedTask;
    }
}
