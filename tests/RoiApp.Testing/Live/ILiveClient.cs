namespace RoiApp.Testing.Live;

/// <summary>A client of one channel of live events, written as a program of somebody else's would be: against the interface and nothing else.</summary>
public interface ILiveClient : IDisposable
{
    /// <summary>What the channel is called in reports.</summary>
    string Channel { get; }

    /// <summary>The events after <paramref name="after"/> and live ones, until the server says that there are no more.</summary>
    /// <exception cref="ConnectionLostException">The connection broke, or nothing came for longer than a live server is silent: come back with the last seq.</exception>
    IAsyncEnumerable<Heard> WatchAsync(Guid workflowId, long after, CancellationToken ct);
}

/// <summary>A stream ended before its last event.</summary>
public sealed class ConnectionLostException(string message, Exception? inner = null) : Exception(message, inner);
