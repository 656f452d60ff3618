namespace RoiApp.Api.Edge.Answers;

/// <summary>
/// HEAD is answered wherever GET is (RFC 9110, 9.1): the route is found as for GET, and the server keeps the bytes to itself. Routes that answer HEAD in their own way, uploads, keep it.
/// </summary>
internal static class HeadRequests
{
    /// <summary>Before routes are looked for.</summary>
    public static Task AsGetAsync(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsHead(http.Request.Method) && !http.Request.Path.StartsWithSegments("/api/uploads"))
        {
            http.Request.Method = HttpMethods.Get;
        }
        return next(http);
    }

    /// <summary>After: a recording is not read from disk for nobody. All else is answered as to GET, and is in caches as that.</summary>
    public static Task AsHeadAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<RequestNote>() is not { IsHead: true } || http.GetEndpoint() is not { } endpoint || !HttpMethods.IsGet(http.Request.Method))
        {
            return next(http);
        }
        var rule = http.RequestServices.GetRequiredService<AnswerRules>().Of(endpoint);
        if (rule == AnswerRule.Itself)
        {
            http.Response.Headers.Allow = HttpMethods.Get; // A stream of events has no head.
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }
        if (rule.Passes)
        {
            http.Request.Method = HttpMethods.Head;
        }
        return next(http);
    }
}
