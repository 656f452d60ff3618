using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.HealthCheck;

/// <summary>Services' states, set by the app and told to whoever asks or watches. A singleton.</summary>
public class HealthServiceImpl : Health.V1.Health.HealthBase
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServingStatus> _states = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void SetStatus(string service, ServingStatus status) => Change(() =>
    {
        var changes = Of(service) != status;
        _states[service] = status;
        return changes;
    });

    public void ClearStatus(string service) => Change(() => _states.Remove(service));

    public void ClearAll() => Change(() =>
    {
        var changes = _states.Count > 0;
        _states.Clear();
        return changes;
    });

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        lock (_gate)
        {
            return _states.TryGetValue(request.Service, out var status)
                ? Task.FromResult(new HealthCheckResponse { Status = status })
                : throw new RpcException(new Status(StatusCode.NotFound, ""));
        }
    }

    /// <remarks>A watcher that reads slowly misses states in between, never the newest.</remarks>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        ServingStatus? told = null;
        while (!context.CancellationToken.IsCancellationRequested)
        {
            ServingStatus status;
            Task changed;
            lock (_gate)
            {
                status = Of(request.Service);
                changed = _changed.Task;
            }

            if (status != told)
            {
                told = status;
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
            }

            await changed.WaitAsync(context.CancellationToken);
        }
    }

    private ServingStatus Of(string service) => _states.GetValueOrDefault(service, ServingStatus.ServiceUnknown);

    private void Change(Func<bool> change)
    {
        TaskCompletionSource? waiting = null;
        lock (_gate)
        {
            if (change())
            {
                (waiting, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }

        waiting?.SetResult();
    }
}
