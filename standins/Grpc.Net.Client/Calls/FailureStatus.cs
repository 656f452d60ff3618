using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>What a call ends with when the transport, not the server, says so.</summary>
internal static class FailureStatus
{
    public const string WhenStarting = "Error starting gRPC call.";
    public const string WhenReading = "Error reading next message.";

    public static Status Of(string what, Exception exception)
    {
        if (exception is RpcException rpc)
        {
            return rpc.Status;
        }

        var detail = what;
        StatusCode? code = null;
        var connectionLost = false;
        for (var current = exception; current is not null; current = current.InnerException)
        {
            detail += $" {current.GetType().Name}: {current.Message}";
            if (current is HttpProtocolException protocol)
            {
                code ??= OfHttp2Error(protocol.ErrorCode);
            }

            connectionLost |= current is IOException or SocketException
                || current is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };
        }

        return new Status(code ?? (connectionLost ? StatusCode.Unavailable : StatusCode.Internal), detail, exception);
    }

    /// <summary>The mapping of gRPC's document "HTTP to gRPC status code mapping".</summary>
    public static StatusCode OfHttpStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>"Errors": the table of HTTP/2 error codes in PROTOCOL-HTTP2.</summary>
    private static StatusCode OfHttp2Error(long code) => code switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };
}
