using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>What the service streams. A write ends when HTTP/2's flow control has room for more: a slow reader slows the service.</summary>
internal sealed class ResponseStreamWriter<TResponse>(HttpContextServerCallContext call, Action<TResponse, SerializationContext> serializer) : IServerStreamWriter<TResponse>
    where TResponse : class
{
    private readonly Lock _gate = new();
    private readonly CancellationToken _gone = call.CancellationToken;
    private Task _write = Task.CompletedTask;

    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

    /// <remarks>A write cannot be taken back half-way: cancelling one gives up the whole call.</remarks>
    public Task WriteAsync(TResponse message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
        {
            call.Reset();
            return Task.FromCanceled(cancellationToken);
        }

        lock (_gate)
        {
            if (!_write.IsCompleted)
            {
                return Task.FromException(new InvalidOperationException("Can't write the message because the previous write is in progress."));
            }

            if (call.HasEnded || _gone.IsCancellationRequested)
            {
                return Task.FromException(new InvalidOperationException("Can't write the message because the request is complete."));
            }

            try
            {
                return _write = cancellationToken.CanBeCanceled ? WriteCancellablyAsync(message, cancellationToken) : call.WriteAsync(message, serializer, flush: true);
            }
            catch (Exception e) // A message too large, or one that cannot be serialized.
            {
                return Task.FromException(e);
            }
        }
    }

    private async Task WriteCancellablyAsync(TResponse message, CancellationToken ct)
    {
        using var registration = ct.UnsafeRegister(static state => ((HttpContextServerCallContext)state!).Reset(), call);
        await call.WriteAsync(message, serializer, flush: true).ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
    }
}
