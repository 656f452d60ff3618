using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace RoiApp.Api.Problems;

/// <summary>Answers exceptions as problem details (RFC 9457).</summary>
internal sealed partial class ProblemWriter(IProblemDetailsService problems, ILogger<ProblemWriter> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest; // Nobody reads it; the log does.
            return true;
        }
        var details = exception switch
        {
            ProblemException problem => Details(problem),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Details(ProblemType.UploadTooLarge.Because("The request is larger than this server takes.", "file")),
            BadHttpRequestException bad => Details(ProblemType.InvalidRequest.Because(bad.Message)),
            _ => Unexpected(exception),
        };
        httpContext.Response.StatusCode = details.Status!.Value;
        return await problems.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = details, Exception = exception });
    }

    public static ProblemDetails Details(ProblemException problem)
    {
        var details = new ProblemDetails
        {
            Type = problem.Type.Uri,
            Title = problem.Type.Title,
            Status = problem.Type.Status,
            Detail = problem.Message,
        };
        if (problem.Field is { } field)
        {
            details.Extensions["field"] = field;
            details.Extensions["errors"] = new Dictionary<string, string[]> { [field] = [problem.Message] };
        }
        return details;
    }

    /// <summary>Gives the framework's own answers (no such route, wrong method, bad parameter) a stable type as well.</summary>
    public static void Complete(ProblemDetails details)
    {
        if (details.Status is { } status && details.Type?.StartsWith("/problems/", StringComparison.Ordinal) != true)
        {
            var reason = ReasonPhrases.GetReasonPhrase(status);
            details.Type = $"/problems/{(reason.Length == 0 ? status.ToString(CultureInfo.InvariantCulture) : reason.ToLowerInvariant().Replace(' ', '-'))}";
            details.Title ??= reason;
        }
    }

    private ProblemDetails Unexpected(Exception exception)
    {
        Log.Unexpected(logger, exception);
        return new()
        {
            Status = StatusCodes.Status500InternalServerError,
            Type = "/problems/internal-server-error",
            Title = "Something went wrong on the server.",
            Detail = "It has been logged with the trace id given here. Trying again may help.",
        };
    }

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Error, "A request ended in an unexpected error.")]
        public static partial void Unexpected(ILogger logger, Exception e);
    }
}
