using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>What the server streams, one message per <see cref="MoveNext"/>; what is not asked for stays with the server.</summary>
internal sealed class ResponseStreamReader<TRequest, TResponse>(GrpcCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private TResponse? _current;
    private int _reading;

    public TResponse Current => _current ?? throw new InvalidOperationException("No message is available: call MoveNext first, and only while it answers true.");

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0)
        {
            return Task.FromException<bool>(new InvalidOperationException("Can't read the next message because the previous read is still in progress."));
        }

        try
        {
            _current = cancellationToken.IsCancellationRequested ? null : call.TryReadNext();
        }
        catch (RpcException e)
        {
            Volatile.Write(ref _reading, 0);
            return Task.FromException<bool>(e);
        }

        if (_current is null)
        {
            return WaitForNextAsync(cancellationToken);
        }

        Volatile.Write(ref _reading, 0);
        return Task.FromResult(true);
    }

    private async Task<bool> WaitForNextAsync(CancellationToken ct)
    {
        try
        {
            using var registration = ct.UnsafeRegister(static state => ((GrpcCall<TRequest, TResponse>)state!).Cancel(), call);
            _current = await call.ReadNextAsync().ConfigureAwait(false);
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}
