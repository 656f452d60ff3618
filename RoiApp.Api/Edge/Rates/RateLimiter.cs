using System.Globalization;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Edge.Rates;

/// <summary>
/// Refuses who asks too often, and tells everybody counted where they stand: <c>RateLimit-Policy</c> and <c>RateLimit</c>
/// (draft-ietf-httpapi-ratelimit-headers), <c>Retry-After</c> (RFC 9110, 10.2.3) with a refusal.
/// </summary>
internal sealed class RateLimiter(RequestDelegate next, IRequestCounter counter, Callers callers, IProblemDetailsService problems)
{
    public Task InvokeAsync(HttpContext http) => callers.Of(http) is { } caller ? CountAsync(http, caller) : next(http);

    private async Task CountAsync(HttpContext http, Caller caller)
    {
        var count = await counter.TakeAsync(caller.Partition, caller.PerMinute, http.RequestAborted);
        var seconds = Math.Max(1, (int)Math.Ceiling(count.MoreAfter.TotalSeconds));
        var headers = http.Response.Headers;
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{caller.Kind}\";q={caller.PerMinute};w=60");
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{caller.Kind}\";r={Math.Max(0, count.Left)};t={seconds}");
        if (count.Passes)
        {
            await next(http);
            return;
        }
        http.Response.StatusCode = ProblemType.TooManyRequests.Status;
        headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await problems.WriteAsync(new()
        {
            HttpContext = http,
            ProblemDetails = ProblemWriter.Details(ProblemType.TooManyRequests.Because(
                $"More than {caller.PerMinute} requests came within a minute. Come back in {seconds} s; to follow workflows, open a stream of events instead of asking again and again.")),
        });
    }
}
