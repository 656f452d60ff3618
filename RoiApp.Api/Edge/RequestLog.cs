using System.Diagnostics;

namespace RoiApp.Api.Edge;

/// <summary>
/// One line a request. Routes are named by their patterns and questions not at all: neither names of people nor what somebody looks for gets into the log.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var note = new RequestNote(http.Request.Method);
        http.Features.Set(note);
        var began = time.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            // Whoever is asked every few seconds whether all is well is of no interest unless something is wrong.
            var level = note.Route is "/health" or "/alive" or "/metrics" && http.Response.StatusCode < StatusCodes.Status400BadRequest ? LogLevel.Debug : LogLevel.Information;
            if (logger.IsEnabled(level))
            {
                var (route, ms, bytes) = (note.Route ?? "(no route)", time.GetElapsedTime(began).TotalMilliseconds, note.Bytes ?? http.Response.ContentLength);
                var trace = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
                Log.Answered(logger, level, note.Method, route, http.Response.StatusCode, ms, bytes, note.Cache, trace);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 7001, Message = "{Method} {Route} {Status} in {ElapsedMs:F1} ms, {Bytes} bytes, cache {Cache}, trace {TraceId}")]
        public static partial void Answered(ILogger logger, LogLevel level, string method, string route, int status, double elapsedMs, long? bytes, string cache, string traceId);
    }
}
