using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace RoiApp.ServiceDefaults;

/// <summary>The configuration section <c>Listen</c>.</summary>
internal sealed record ListenSettings(IPAddress Address, int? HttpPort, int? GrpcPort, TimeSpan PingAfter, ConnectionLimits Limits)
{
    private static readonly TimeSpan s_pingAfter = TimeSpan.FromSeconds(15);

    public static ListenSettings From(IConfiguration configuration, int? httpPort, int? grpcPort)
    {
        var listen = configuration.GetSection("Listen");
        return new(ParseAddress(listen["Address"]), ParsePort("HttpPort") ?? httpPort, ParsePort("GrpcPort") ?? grpcPort, ParsePing(listen["PingAfter"]), ConnectionLimits.From(listen));

        int? ParsePort(string name) => listen[name] switch
        {
            null or "" => null,
            var text when ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) => port,
            var text => throw new InvalidOperationException($"Setting Listen:{name} is '{text}': give a port from 0 (any free one) to 65535."),
        };
    }

    public void ApplyTo(KestrelServerOptions kestrel)
    {
        Limits.ApplyTo(kestrel.Limits);
        // A client whose machine went without a word would otherwise keep its call, and the engines that work for it, until TCP gives up.
        kestrel.Limits.Http2.KeepAlivePingDelay = PingAfter;
        kestrel.Limits.Http2.KeepAlivePingTimeout = PingAfter;
        if (HttpPort is { } http)
        {
            kestrel.Listen(Address, http, listen => listen.Protocols = HttpProtocols.Http1);
        }

        if (GrpcPort is { } grpc)
        {
            // Without TLS there is no negotiation: a port speaks HTTP/1.1 or HTTP/2, never both.
            kestrel.Listen(Address, grpc, listen => listen.Protocols = HttpProtocols.Http2);
        }
    }

    private static TimeSpan ParsePing(string? text) => text switch
    {
        null or "" => s_pingAfter,
        _ when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var after) && after >= TimeSpan.FromSeconds(1) => after,
        _ => throw new InvalidOperationException($"Setting Listen:PingAfter is '{text}': give a time of at least 00:00:01."),
    };

    private static IPAddress ParseAddress(string? text) => text switch
    {
        null or "" or "localhost" => IPAddress.Loopback,
        "*" => IPAddress.IPv6Any,
        _ when IPAddress.TryParse(text, out var address) => address,
        _ => throw new InvalidOperationException($"Setting Listen:Address is '{text}': give an IP address, 'localhost', or '*' for every network."),
    };
}
