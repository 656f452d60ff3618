using Grpc.Core;

namespace Grpc.Net.Client.Calls;

internal sealed partial class GrpcCall<TRequest, TResponse>
{
    private const double MaxTimerMilliseconds = uint.MaxValue - 1;

    private static readonly Status s_noMessage = new(StatusCode.Internal, "Failed to deserialize response message.");
    private static readonly Status s_deadlineExceeded = new(StatusCode.DeadlineExceeded, "");
    private static readonly Status s_cancelled = new(StatusCode.Cancelled, "Call canceled by the client.");
    private static readonly Status s_disposed = new(StatusCode.Cancelled, "gRPC call disposed.");

    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource<(Status Status, Metadata Trailers)> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _callersToken;
    private CancellationTokenRegistration _channelsToken;
    private Timer? _deadline;

    public bool HasEnded => _end.Task.IsCompleted;

    /// <summary>Ends, never fails, with the call.</summary>
    public Task Ended => _end.Task;

    /// <summary>Cancelled when the call ends before its response does.</summary>
    public CancellationToken Cancellation => _cancel.Token;

    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Status GetStatus() => HasEnded
        ? _end.Task.Result.Status
        : throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Metadata GetTrailers() => HasEnded
        ? _end.Task.Result.Trailers
        : throw new InvalidOperationException("Can't get the call trailers because the call has not completed successfully.");

    public void Cancel() => End(s_cancelled, Metadata.Empty);

    public void Dispose() => End(s_disposed, Metadata.Empty);

    /// <summary>Settles the call unless it is settled, and gives up whatever still runs.</summary>
    public void End(Status status, Metadata trailers, bool complete = false)
    {
        if (!_end.TrySetResult((status, trailers)))
        {
            return;
        }

        _deadline?.Dispose();
        _callersToken.Unregister(); // Not disposed: this may run inside its callback.
        _channelsToken.Unregister();
        if (complete)
        {
            _pipe!.Complete();
            _response!.Dispose();
        }

        _cancel.Cancel(); // Also ends a request stream whose response is already complete.
        if (!complete)
        {
            _response?.Dispose();
        }
    }

    /// <summary>What to throw for a failure: the status of the call, which this failure settles if nothing has before.</summary>
    public Exception Failed(string what, Exception failure)
    {
        End(FailureStatus.Of(what, failure), Metadata.Empty);
        return EndException();
    }

    /// <summary>What to throw once the call has ended.</summary>
    public Exception EndException()
    {
        var (status, trailers) = _end.Task.Result;
        return Channel.ThrowsOperationCancelled && (status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded)
            ? new OperationCanceledException(status.Detail, new RpcException(status, trailers), _options.CancellationToken)
            : new RpcException(status, trailers);
    }

    public void ThrowIfEnded()
    {
        if (HasEnded && GetStatus().StatusCode != StatusCode.OK)
        {
            throw EndException();
        }
    }

    private TimeSpan? TimeLeft() => _options.Deadline is { } deadline && deadline != DateTime.MaxValue ? deadline - DateTime.UtcNow : null;

    private void Watch(CallOptions options)
    {
        if (TimeLeft() is { } left)
        {
            if (left <= TimeSpan.Zero)
            {
                End(s_deadlineExceeded, Metadata.Empty);
                return;
            }

            if (left.TotalMilliseconds <= MaxTimerMilliseconds)
            {
                _deadline = new Timer(
                    static call => ((GrpcCall<TRequest, TResponse>)call!).End(s_deadlineExceeded, Metadata.Empty),
                    this, (long)Math.Ceiling(left.TotalMilliseconds), Timeout.Infinite);
            }
        }

        _callersToken = options.CancellationToken.UnsafeRegister(static call => ((GrpcCall<TRequest, TResponse>)call!).Cancel(), this);
        _channelsToken = Channel.Disposing.UnsafeRegister(static call => ((GrpcCall<TRequest, TResponse>)call!).Dispose(), this);
        if (HasEnded) // Already, by one of these tokens: nothing will unregister the other.
        {
            _callersToken.Unregister();
            _channelsToken.Unregister();
        }
    }
}
