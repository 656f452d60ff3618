namespace Grpc.Core;

/// <summary>A stream of messages to read, one read at a time.</summary>
public interface IAsyncStreamReader<out T>
{
    T Current { get; }

    /// <summary>Waits for the next message; <see langword="false"/> at the end of the stream.</summary>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
