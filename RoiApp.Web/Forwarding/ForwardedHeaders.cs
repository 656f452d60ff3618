using System.Collections.Frozen;
using System.Net.Http.Headers;

namespace RoiApp.Web.Forwarding;

/// <summary>Which headers cross the web front. Requests by an allow-list, so that cookies and credentials of this site stay here; answers by a deny-list.</summary>
internal static class ForwardedHeaders
{
    private static readonly FrozenSet<string> s_requestHeaders = new[]
    {
        "Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
        "If-Unmodified-Since", "Last-Event-ID", "Range", "Tus-Resumable", "Upload-Checksum", "Upload-Concat", "Upload-Defer-Length",
        "Upload-Length", "Upload-Metadata", "Upload-Offset", "User-Agent", "X-HTTP-Method-Override",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_contentHeaders = new[]
    {
        "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Type",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // RFC 9110 section 7.6.1, and what only this site may say about itself.
    private static readonly FrozenSet<string> s_withheldFromAnswers = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Server", "Set-Cookie", "Strict-Transport-Security", "Alt-Svc",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static void CopyTo(this HttpRequest from, HttpRequestMessage to)
    {
        foreach (var (name, values) in from.Headers)
        {
            if (s_requestHeaders.Contains(name))
            {
                to.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
            else if (to.Content is not null && s_contentHeaders.Contains(name))
            {
                to.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        // For whom: Api counts the requests of each person, and believes nobody but its site.
        to.Headers.TryAddWithoutValidation("X-Forwarded-For", from.HttpContext.Connection.RemoteIpAddress?.ToString());
        to.Headers.TryAddWithoutValidation("X-Forwarded-Host", from.Host.Value);
        to.Headers.TryAddWithoutValidation("X-Forwarded-Proto", from.Scheme);
    }

    public static void CopyTo(this HttpResponseMessage from, HttpResponse to)
    {
        to.StatusCode = (int)from.StatusCode;
        Copy(from.Headers, to.Headers);
        Copy(from.Content.Headers, to.Headers);

        // An address on Api itself is of no use to the browser; the same path here is.
        if (from.Headers.Location is { IsAbsoluteUri: true } location && location.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal))
        {
            to.Headers.Location = location.PathAndQuery;
        }
    }

    private static void Copy(HttpHeaders from, IHeaderDictionary to)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            if (!s_withheldFromAnswers.Contains(name))
            {
                to.Append(name, values.ToArray());
            }
        }
    }
}
