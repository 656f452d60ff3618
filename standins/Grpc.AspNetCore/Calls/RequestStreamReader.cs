using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>What the client streams, one message per <see cref="MoveNext"/>; nothing is read ahead.</summary>
internal sealed class RequestStreamReader<TRequest>(HttpContextServerCallContext call, Func<DeserializationContext, TRequest> deserializer) : IAsyncStreamReader<TRequest>
    where TRequest : class
{
    private bool _ended;

    public TRequest Current { get; private set; } = null!;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (call.HasEnded)
        {
            throw new InvalidOperationException("Can't read messages after the request is complete.");
        }

        if (_ended)
        {
            return false;
        }

        var message = await call.Reader.ReadAsync(deserializer, cancellationToken).ConfigureAwait(false);
        Current = message!;
        _ended = message is null;
        return !_ended;
    }
}
