using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;

namespace RoiApp.Api.Edge.Rates;

/// <summary>Who asks, as far as that is counted.</summary>
/// <param name="Kind">The limit's name.</param>
/// <param name="Partition">All requests of one partition are counted together.</param>
/// <param name="PerMinute">How many of them may pass.</param>
internal readonly record struct Caller(string Kind, string Partition, int PerMinute);

/// <summary>
/// Tells who asks. A site that is believed says for whom (<c>X-Forwarded-For</c>); others are their address, whatever they say. Not counted is what has a bound of its
/// own: streams of events, the parts of an upload that was counted when it began, the further ranges of a recording that is played.
/// </summary>
internal sealed class Callers(IOptions<RateOptions> options)
{
    public const string ForwardedFor = "X-Forwarded-For";

    private readonly RateOptions _options = options.Value;
    private readonly IPNetwork[] _sites = [.. options.Value.Sites.Select(s => IPNetwork.Parse(RateOptions.Network(s)))];

    /// <summary>Null when nobody counts.</summary>
    public Caller? Of(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/api", out var rest) || HasItsOwnBound(http.Request, rest))
        {
            return null;
        }
        var peer = http.Connection.RemoteIpAddress is { } address ? Plain(address) : IPAddress.None;
        var forwarded = IsSite(peer) ? http.Request.Headers[ForwardedFor].ToString() : "";
        if (rest.StartsWithSegments("/webhooks"))
        {
            return Counted("webhooks", "webhooks", Named(forwarded) ?? peer, _options.Webhooks);
        }
        if (!IsSite(peer))
        {
            return Counted("anonymous", "anonymous", peer, _options.Anonymous);
        }
        return Named(forwarded) is { } person ? Counted("local", Owner.Local, person, _options.Local)
            : IPAddress.IsLoopback(peer) && _options.CountThisMachine ? Counted("local", Owner.Local, peer, _options.Local)
            : null; // The site's own pages, and programs of whoever runs all this.
    }

    private static Caller? Counted(string kind, string who, IPAddress at, int perMinute) => perMinute == 0 ? null : new(kind, $"{who}:{Neighbourhood(at)}", perMinute);

    private static bool HasItsOwnBound(HttpRequest request, PathString path) =>
        path.Value is { } text && (text.EndsWith("/events", StringComparison.OrdinalIgnoreCase)
            || (path.StartsWithSegments("/uploads", out var upload) && (upload.Value?.Length > 1 || !HttpMethods.IsPost(request.Method)))
            || (text.EndsWith("/audio", StringComparison.OrdinalIgnoreCase) && request.Headers.Range is [{ } range] && !range.StartsWith("bytes=0-", StringComparison.Ordinal)));

    private bool IsSite(IPAddress peer) => IPAddress.IsLoopback(peer) || Array.Exists(_sites, s => s.Contains(peer));

    // The last one is who came to the site that we believe; what stands before it was said by others.
    private static IPAddress? Named(string forwarded) =>
        forwarded.Length > 0 && IPAddress.TryParse(forwarded.AsSpan(forwarded.LastIndexOf(',') + 1).Trim(), out var address) ? Plain(address) : null;

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // Whoever has one IPv6 address has the 2^64 of its network.
    private static string Neighbourhood(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address.ToString();
        }
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
