using Grpc.Core;

namespace Grpc.Net.Client.Balancer.Internal;

/// <summary>What a channel's connections amount to: ready with one open, else connecting, else as the last attempt ended.</summary>
internal sealed class Connectivity
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private int _connecting;
    private int _open;
    private bool _failed;
    private bool _shutDown;

    public ConnectivityState State { get; private set; }

    public void Connecting() => Change(() => _connecting++);

    public void Opened() => Change(() =>
    {
        _connecting--;
        _open++;
        _failed = false;
    });

    public void Failed() => Change(() =>
    {
        _connecting--;
        _failed = true;
    });

    public void Closed() => Change(() => _open--);

    public void ShutDown() => Change(() => _shutDown = true);

    /// <summary>Ends at the first change from a state that was observed; cancelled when the channel is disposed.</summary>
    public Task WaitForChangeAsync(ConnectivityState observed, CancellationToken ct)
    {
        lock (_gate)
        {
            return State == observed ? _changed.Task.WaitAsync(ct) : Task.CompletedTask;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            var state = this switch
            {
                { _shutDown: true } => ConnectivityState.Shutdown,
                { _open: > 0 } => ConnectivityState.Ready,
                { _connecting: > 0 } => ConnectivityState.Connecting,
                { _failed: true } => ConnectivityState.TransientFailure,
                _ => ConnectivityState.Idle,
            };
            if (state == State)
            {
                return;
            }

            State = state;
            if (_shutDown)
            {
                _changed.TrySetCanceled();
                return;
            }

            var waiting = _changed;
            _changed = NewSignal();
            waiting.SetResult();
        }
    }
}
