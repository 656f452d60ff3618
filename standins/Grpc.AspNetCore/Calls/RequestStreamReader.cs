using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>What the client streams, one message per <see cref="MoveNext"/>; nothing is read ahead.</summary>
internal sealed class RequestStreamReader<TRequest>(HttpContextServerCallContext call, Func<DeserializationContext, TRequest> deserializer) : IAsyncStreamReader<TRequest>
    where TRequest : class
{
    private bool _ended;

    public TRequest Current { get; private set; } = null!;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<bool>(cancellationToken);
        }

        if (call.HasEnded)
        {
            return Task.FromException<bool>(new InvalidOperationException("Can't read messages after the request is complete."));
        }

        if (_ended)
        {
            return Task.FromResult(false);
        }

        return WaitForNextAsync(cancellationToken);
    }

    private async Task<bool> WaitForNextAsync(CancellationToken ct)
    {
        var message = call.Reader.TryRead(deserializer) ?? await call.Reader.ReadAsync(deserializer, ct).ConfigureAwait(false);
        Current = message!;
        _ended = message is null;
        return !_ended;
    }
}
