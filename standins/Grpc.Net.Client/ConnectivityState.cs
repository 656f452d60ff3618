namespace Grpc.Core;

/// <summary>How a channel stands with its servers.</summary>
public enum ConnectivityState
{
    /// <summary>There is no connection, and nobody has asked for one since the last was closed.</summary>
    Idle,

    Connecting,

    Ready,

    /// <summary>The last attempt to connect has failed; another will be made.</summary>
    TransientFailure,

    /// <summary>The channel has been disposed.</summary>
    Shutdown,
}
