using RoiApp.Web.Api;

namespace RoiApp.Web.Forwarding;

/// <summary>
/// Hands requests for <c>/api</c> on to RoiApp.Api and its answers back, both as streams: nothing is kept, whatever the size.
/// Time limits are on connecting and on the answer's headers, never on a body; a browser that goes away ends the request to Api too.
/// </summary>
internal sealed partial class ApiForwarder(IHttpClientFactory http, WebMetrics metrics, TimeProvider time, ILogger<ApiForwarder> logger)
{
    // Counted from the last byte sent: an upload may take as long as it takes.
    private static readonly TimeSpan s_answersWithin = TimeSpan.FromSeconds(60);

    public async Task ForwardAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && RequestOrigin.IsCrossSite(context.Request))
        {
            metrics.Forwarded("refused");
            await Refusal.CrossSite.ExecuteAsync(context);
            return;
        }

        var gone = context.RequestAborted;
        using var tooSlow = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, tooSlow.Token);
        try
        {
            using var request = RequestFor(context.Request, () => tooSlow.CancelAfter(s_answersWithin));
            using var response = await http.CreateClient(ApiClients.Streams).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            tooSlow.CancelAfter(Timeout.InfiniteTimeSpan);
            response.CopyTo(context.Response);
            await context.Response.StartAsync(gone);
            await response.Content.CopyToAsync(context.Response.Body, gone);
            metrics.Forwarded("answered");
        }
        catch (Exception) when (gone.IsCancellationRequested)
        {
            metrics.Forwarded("aborted");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            await FailAsync(context, e, tooSlow.IsCancellationRequested);
        }
    }

    private static HttpRequestMessage RequestFor(HttpRequest from, Action sent)
    {
        var address = new Uri(from.Path.ToUriComponent().TrimStart('/') + from.QueryString.ToUriComponent(), UriKind.Relative);
        var request = new HttpRequestMessage(new HttpMethod(from.Method), address);
        if (from.ContentLength > 0 || from.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamedBody(from, sent);
        }
        else
        {
            sent();
        }

        from.CopyTo(request);
        return request;
    }

    private async Task FailAsync(HttpContext context, Exception cause, bool tooSlow)
    {
        Log.Failed(logger, context.Request.Method, cause.Message);
        metrics.Forwarded(tooSlow ? "too-slow" : "unreachable");
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        await (tooSlow ? Refusal.TooSlow : Refusal.Unreachable).ExecuteAsync(context);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A {Method} request could not be forwarded to Api: {Cause}")]
        public static partial void Failed(ILogger logger, string method, string cause);
    }
}
