using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client.Balancer.Internal;

/// <summary>Makes a channel's transport: what it was given, or its own, beneath the choice of an address.</summary>
internal static class ChannelTransport
{
    private const int DefaultHttpPort = 80;
    private const int DefaultHttpsPort = 443;

    /// <param name="address">As the app gave it: http, https, or the scheme of a resolver.</param>
    /// <param name="options">The channel's.</param>
    /// <param name="isSecure">Whether connections are made with TLS.</param>
    /// <returns>The transport, whether the channel disposes it, and its connections where they can be seen.</returns>
    /// <exception cref="InvalidOperationException">No resolver is known for the address's scheme, or the transport cannot be balanced.</exception>
    public static (HttpMessageInvoker Transport, bool Owned, ChannelConnections? Connections) Create(Uri address, GrpcChannelOptions options, bool isSecure)
    {
        var resolver = IsHttp(address) ? null : CreateResolver(address, options, isSecure);
        var balances = resolver is not null || options.ServiceConfig?.LoadBalancingConfigs.Count > 0;
        if (options.HttpClient is { } client)
        {
            return balances ? throw Unseen() : (client, options.DisposeHttpClient, null);
        }

        var ownsHandler = options.HttpHandler is null || options.DisposeHttpClient;
        var handler = options.HttpHandler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        var single = resolver is null;
        resolver ??= new StaticResolverFactory(uri => [new BalancerAddress(uri.IdnHost, uri.Port)]).Create(OptionsFor(address, options, isSecure));
        var backends = new Backends(resolver, options);
        var connections = ChannelConnections.TryCreate(handler, backends);
        return balances && connections is null
            ? throw Unseen()
            : (new HttpMessageInvoker(new BalancingHandler(handler, backends, single, ownsHandler, connections)), true, connections);
    }

    /// <summary>What a channel answers that is asked for its connections and cannot see them.</summary>
    public static InvalidOperationException Unseen() => new(
        $"Channel is configured with an HTTP transport doesn't support client-side load balancing or connectivity state tracking. The underlying HTTP transport must be a {nameof(SocketsHttpHandler)} with no {nameof(SocketsHttpHandler)}.{nameof(SocketsHttpHandler.ConnectCallback)} configured. The HTTP transport must be configured on the channel using {nameof(GrpcChannelOptions)}.{nameof(GrpcChannelOptions.HttpHandler)}.");

    public static bool IsHttp(Uri address) => address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;

    private static Resolver CreateResolver(Uri address, GrpcChannelOptions options, bool isSecure)
    {
        var factories = options.ServiceProvider?.GetServices<ResolverFactory>() ?? [];
        var factory = factories.Append(new DnsResolverFactory(Timeout.InfiniteTimeSpan))
            .FirstOrDefault(factory => string.Equals(factory.Name, address.Scheme, StringComparison.OrdinalIgnoreCase));
        return factory?.Create(OptionsFor(address, options, isSecure)) ?? throw new InvalidOperationException(
            $"No address resolver configured for the scheme '{address.Scheme}'. Register a {nameof(ResolverFactory)} of that name in the channel's {nameof(GrpcChannelOptions.ServiceProvider)}.");
    }

    private static ResolverOptions OptionsFor(Uri address, GrpcChannelOptions options, bool isSecure) =>
        new(address, isSecure ? DefaultHttpsPort : DefaultHttpPort, options.LoggerFactory ?? NullLoggerFactory.Instance, options);
}
