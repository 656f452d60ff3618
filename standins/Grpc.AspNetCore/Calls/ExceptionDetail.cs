namespace Grpc.AspNetCore.Server.Internal;

/// <summary>What a client learns of an exception: nothing, unless the service's options say so.</summary>
internal static class ExceptionDetail
{
    public static string Of(string message, Exception exception, bool detailed)
    {
        if (!detailed)
        {
            return message;
        }

        for (var current = exception; current is not null; current = current.InnerException)
        {
            message += $" {current.GetType().Name}: {current.Message}";
        }

        return message;
    }
}
