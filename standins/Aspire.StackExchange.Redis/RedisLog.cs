using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Aspire.StackExchange.Redis;

internal static partial class RedisLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis does not answer at {EndPoints}; trying on.")]
    public static partial void Away(ILogger logger, string endPoints);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis connection lost: {EndPoint}, {ConnectionType}, {FailureType}; trying on.")]
    public static partial void ConnectionFailed(ILogger logger, EndPoint? endPoint, ConnectionType connectionType, ConnectionFailureType failureType);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis connection restored: {EndPoint}, {ConnectionType}.")]
    public static partial void ConnectionRestored(ILogger logger, EndPoint? endPoint, ConnectionType connectionType);
}
