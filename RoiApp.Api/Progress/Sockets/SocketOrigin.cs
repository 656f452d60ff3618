using RoiApp.Api.Problems;

namespace RoiApp.Api.Progress.Sockets;

/// <summary>
/// Browsers let any page open a WebSocket to anywhere, this computer included, and say only where the page is from: it is for the server to refuse
/// (RFC 6455, 10.2).
/// </summary>
internal static class SocketOrigin
{
    /// <exception cref="ProblemException">The page is neither this server's own nor of an allowed origin.</exception>
    public static void Check(HttpRequest request, IEnumerable<string> allowed)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || IsOwn(origin, request.Host) || allowed.Any(a => a.TrimEnd('/').Equals(origin, StringComparison.OrdinalIgnoreCase)))
        {
            return; // Programs send none.
        }
        throw ProblemType.OriginRefused.Because("Pages of other origins may connect once the setting Progress:AllowedOrigins names theirs.", "Origin");
    }

    // By host and port alone: whether the page came by TLS, a proxy before us knows.
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && host.HasValue && Authority(page).Equals(Authority(page.Scheme, host), StringComparison.OrdinalIgnoreCase);

    private static string Authority(Uri page) => $"{page.Host}:{page.Port}";

    private static string Authority(string scheme, HostString host) => Uri.TryCreate($"{scheme}://{host}", UriKind.Absolute, out var uri) ? Authority(uri) : "";
}
