namespace RoiApp.Web.Forwarding;

/// <summary>
/// Tells requests that another site made the browser send. Browsers say so themselves (Fetch Metadata, W3C; older ones by <c>Origin</c>, RFC 6454);
/// programs that are no browsers say neither and carry no ambient authority that another site could misuse.
/// </summary>
internal static class RequestOrigin
{
    public static bool IsCrossSite(HttpRequest request)
    {
        var fetchSite = request.Headers["Sec-Fetch-Site"].ToString();
        if (fetchSite.Length > 0)
        {
            return fetchSite is not ("same-origin" or "none");
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
