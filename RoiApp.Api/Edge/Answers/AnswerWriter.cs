using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Net.Http.Headers;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Edge.Answers;

/// <summary>
/// Sends answers as <see cref="AnswerRules"/> says: with <c>Cache-Control</c>, a strong ETag, 304 to who has them, compressed for who takes that. Routes make their
/// answers and know nothing of it; one that has a version of its own sets <c>ETag</c>, which then counts.
/// </summary>
internal sealed class AnswerWriter(RequestDelegate next, AnswerRules rules)
{
    /// <summary>Below it, a packet is saved by nothing.</summary>
    public const int CompressFromBytes = 1024;

    /// <summary>With a tag: more than the results of a day of talk. Without: no reason to hold anything but what compresses well together.</summary>
    private const int MaxTaggedBytes = 4 * 1024 * 1024;
    private const int MaxHeldBytes = 32 * 1024;

    public Task InvokeAsync(HttpContext http)
    {
        var rule = rules.Of(http.GetEndpoint());
        if (!rule.HasDeadline)
        {
            http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        }
        if (!rule.Passes)
        {
            return WriteAsync(http, rule);
        }
        if (rule.CacheControl is { } cacheControl)
        {
            http.Response.Headers.CacheControl = cacheControl;
        }
        return next(http);
    }

    private async Task WriteAsync(HttpContext http, AnswerRule rule)
    {
        var wire = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var isRead = HttpMethods.IsGet(http.Request.Method); // HEAD is GET here, see HeadRequests.
        using var body = new AnswerBody(wire, isRead && rule.HasTag ? MaxTaggedBytes : MaxHeldBytes, () => Head(http, rule, length: null));
        http.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(http);
        }
        finally
        {
            http.Features.Set(wire); // What goes wrong from here on is told past us.
        }
        if (body.IsLong)
        {
            await body.EndLongAsync(http.RequestAborted);
        }
        else if (!http.Response.HasStarted)
        {
            await SendAsync(http, rule, body, isRead);
        }
        http.Features.Get<RequestNote>()?.Count(body.IsLong ? body.PassedOn : http.Response.ContentLength ?? 0);
    }

    private static async Task SendAsync(HttpContext http, AnswerRule rule, AnswerBody body, bool isRead)
    {
        var (response, content) = (http.Response, body.Held);
        var isGood = response.StatusCode == StatusCodes.Status200OK;
        if (isGood && rule.HasDate && RestingDate.In(content.Span, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()) is { } date)
        {
            response.Headers.LastModified = date.ToString("R", CultureInfo.InvariantCulture);
        }
        if (isGood && http.Features.Get<FieldSelection>() is { } fields)
        {
            content = fields.Of(content);
            response.Headers.ETag = default; // A tag of the whole is not one of a part.
        }
        var coding = Head(http, rule, content.Length);
        if (isRead && rule.HasTag && isGood)
        {
            var tag = EntityTags.In(response.Headers.ETag is [{ } own] ? own : EntityTags.Of(content.Span), coding);
            response.Headers.ETag = tag;
            switch (Preconditions.Judge(http.Request.Headers, tag, response.Headers.LastModified.Count == 0 ? null : response.GetTypedHeaders().LastModified))
            {
                case Verdict.NotModified:
                    // RFC 9110, 15.4.5: the fields that a cache needs; what describes the bytes stays away with them.
                    response.StatusCode = StatusCodes.Status304NotModified;
                    response.Headers.ContentType = response.Headers.ContentEncoding = response.Headers.ContentDisposition = default;
                    response.ContentLength = null;
                    http.Features.Get<RequestNote>()?.Known();
                    return;
                case Verdict.Failed:
                    throw ProblemType.StaleVersion.Because("What is here is not the version that the request asks about. Ask without conditions, and look at its ETag.", "If-Match");
            }
        }
        else if (response.Headers.ETag is [{ } version])
        {
            response.Headers.ETag = EntityTags.In(version, coding);
        }
        if (content.Length == 0)
        {
            return;
        }
        if (coding == ContentCoding.Identity)
        {
            await FinishAsync(http, content);
            return;
        }
        var (compressed, length) = Compressor.Compress(content, coding);
        try
        {
            await FinishAsync(http, compressed.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(compressed);
        }
    }

    private static Task FinishAsync(HttpContext http, ReadOnlyMemory<byte> bytes)
    {
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }

    /// <summary>Sets what has to be known before the first byte leaves.</summary>
    /// <param name="length">Null while the answer is longer than what is held.</param>
    private static ContentCoding Head(HttpContext http, AnswerRule rule, int? length)
    {
        var response = http.Response;
        if (response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            response.Headers.CacheControl = "no-store";
        }
        else if (response.Headers.CacheControl.Count == 0)
        {
            response.Headers.CacheControl = rule.CacheControl;
        }
        if (length == 0 || response.Headers.ContentEncoding.Count > 0 || !Compressor.Shrinks(response.ContentType))
        {
            return ContentCoding.Identity;
        }
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        var coding = ContentCodings.Choose(http.Request.Headers.AcceptEncoding, isWorthIt: length is null or >= CompressFromBytes);
        if (coding != ContentCoding.Identity)
        {
            response.Headers.ContentEncoding = coding.Word();
        }
        if (length is null && coding != ContentCoding.Identity)
        {
            response.ContentLength = null; // The route's own, of what it makes.
            response.Headers.ETag = response.Headers.ETag is [{ } own] ? EntityTags.In(own, coding) : default;
        }
        return coding;
    }
}
