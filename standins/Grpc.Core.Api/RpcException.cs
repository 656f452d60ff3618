namespace Grpc.Core;

/// <summary>A call that did not end OK. Thrown by the client's calls, and by a service to end a call with a status of its choice.</summary>
public class RpcException : Exception
{
    public RpcException(Status status) : this(status, Metadata.Empty, status.ToString())
    {
    }

    public RpcException(Status status, string message) : this(status, Metadata.Empty, message)
    {
    }

    public RpcException(Status status, Metadata trailers) : this(status, trailers, status.ToString())
    {
    }

    /// <param name="status">How the call ended.</param>
    /// <param name="trailers">Trailing metadata.</param>
    /// <param name="message">For this side only: the peer gets the status's detail.</param>
    public RpcException(Status status, Metadata trailers, string message) : base(message)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    public Status Status { get; }

    public StatusCode StatusCode => Status.StatusCode;

    public Metadata Trailers { get; }
}
