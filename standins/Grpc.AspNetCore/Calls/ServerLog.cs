using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Information, "Request content-type of '{ContentType}' is not supported.")]
    public static partial void WrongContentType(ILogger logger, string? contentType);

    [LoggerMessage(2, LogLevel.Information, "Request protocol of '{Protocol}' is not supported.")]
    public static partial void WrongProtocol(ILogger logger, string protocol);

    [LoggerMessage(3, LogLevel.Debug, "Invalid grpc-timeout header value '{Value}': the call has no deadline.")]
    public static partial void InvalidTimeout(ILogger logger, string value);

    [LoggerMessage(4, LogLevel.Debug, "The deadline of {Method} has passed.")]
    public static partial void DeadlineExceeded(ILogger logger, string method);

    [LoggerMessage(5, LogLevel.Information, "Error status code '{StatusCode}' raised.")]
    public static partial void CallFailed(ILogger logger, StatusCode statusCode, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "Error when executing service method '{Method}'.")]
    public static partial void MethodThrew(ILogger logger, string method, Exception exception);

    [LoggerMessage(7, LogLevel.Debug, "Service method '{Method}' cancelled.")]
    public static partial void MethodCancelled(ILogger logger, string method, Exception exception);

    [LoggerMessage(8, LogLevel.Information, "'{Path}' is unimplemented.")]
    public static partial void Unimplemented(ILogger logger, string? path);
}
