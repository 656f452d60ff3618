using Grpc.Core;
using Grpc.Net.Client.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Turns away requests that are no gRPC, with an HTTP status that says why.</summary>
internal static class RequestGate
{
    /// <returns>Whether the request was refused and its response is written.</returns>
    public static bool Refuses(HttpContext http, ILogger logger)
    {
        var request = http.Request;
        if (!GrpcProtocol.IsGrpcContentType(request.ContentType))
        {
            RefuseContent(http, logger);
            return true;
        }

        if (HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol))
        {
            return false;
        }

        ServerLog.WrongProtocol(logger, request.Protocol);
        StatusTrailers.WriteHttpError(
            http.Response, StatusCodes.Status426UpgradeRequired, StatusCode.Internal, $"Request protocol '{request.Protocol}' is not supported.");
        http.Response.Headers.Upgrade = "HTTP/2";
        return true;
    }

    /// <summary>"If Content-Type does not begin with "application/grpc", gRPC servers SHOULD respond with HTTP status of 415."</summary>
    private static void RefuseContent(HttpContext http, ILogger logger)
    {
        var request = http.Request;
        if (HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey("Access-Control-Request-Method"))
        {
            StatusTrailers.WriteHttpError(
                http.Response, StatusCodes.Status405MethodNotAllowed, StatusCode.Internal,
                "Unhandled CORS preflight request received. CORS may not be configured correctly in the application.");
            http.Response.Headers.Allow = HttpMethods.Post;
            return;
        }

        ServerLog.WrongContentType(logger, request.ContentType);
        var detail = request.ContentType is null ? "Content-Type is missing from the request." : $"Content-Type '{request.ContentType}' is not supported.";
        StatusTrailers.WriteHttpError(http.Response, StatusCodes.Status415UnsupportedMediaType, StatusCode.Internal, detail);
    }
}
