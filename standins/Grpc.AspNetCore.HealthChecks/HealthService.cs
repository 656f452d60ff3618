using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>Answers from the app's own health checks: a call runs them, a watcher hears of what is published.</summary>
internal sealed class HealthService(
    HealthServiceImpl states,
    HealthCheckService checks,
    IOptions<HealthCheckOptions> checkOptions,
    IOptions<GrpcHealthChecksOptions> options,
    IHostApplicationLifetime lifetime) : Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) => options.Value.UseHealthChecksCache
        ? await states.Check(request, context)
        : new HealthCheckResponse { Status = await RunAsync(request.Service, context.CancellationToken) ?? throw new RpcException(new Status(StatusCode.NotFound, "")) };

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        if (!options.Value.UseHealthChecksCache && await RunAsync(request.Service, context.CancellationToken) is { } now)
        {
            states.SetStatus(request.Service, now);
        }

        if (options.Value.SuppressCompletionOnShutdown)
        {
            await states.Watch(request, responseStream, context);
            return;
        }

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStopping.Register(stopped.SetResult);
        using var stopping = new WatchContext(context);
        var watching = states.Watch(request, responseStream, stopping);
        if (await Task.WhenAny(watching, stopped.Task) == stopped.Task)
        {
            // Told before it is ended: a watcher that only sees the end would ask again at once.
            await stopping.EndAsync(watching);
            await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing });
        }
        else
        {
            await watching;
        }
    }

    /// <summary>The worst of the service's checks, or <see langword="null"/> for a service that is not mapped.</summary>
    private async Task<ServingStatus?> RunAsync(string service, CancellationToken ct)
    {
        if (!options.Value.Services.TryFind(service, out var mapping))
        {
            return null;
        }

        var report = await checks.CheckHealthAsync(
            check => checkOptions.Value.Predicate?.Invoke(check) is not false
                && mapping.HealthCheckPredicate?.Invoke(new HealthCheckMapContext(check.Name, check.Tags)) is not false,
            ct);
        return ServingStatuses.Of(report.Entries.Values.Select(entry => entry.Status));
    }
}

internal static class ServingStatuses
{
    /// <summary>Degraded still serves; nothing to check serves, too.</summary>
    public static ServingStatus Of(IEnumerable<HealthStatus> results)
    {
        var status = ServingStatus.Unknown; // As the package has it: without any check, nothing is known.
        foreach (var result in results)
        {
            if (result == HealthStatus.Unhealthy)
            {
                return ServingStatus.NotServing;
            }

            status = ServingStatus.Serving;
        }

        return status;
    }
}
