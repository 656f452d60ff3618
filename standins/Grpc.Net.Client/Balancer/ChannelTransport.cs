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
    /// <returns>The transport, and whether the channel disposes it.</returns>
    /// <exception cref="InvalidOperationException">No resolver is known for the address's scheme.</exception>
    public static (HttpMessageInvoker Transport, bool Owned) Create(Uri address, GrpcChannelOptions options, bool isSecure)
    {
        var resolver = IsHttp(address) ? null : CreateResolver(address, options, isSecure);
        if (options.HttpClient is { } client)
        {
            return resolver is null
                ? (client, options.DisposeHttpClient)
                : throw new InvalidOperationException($"Load balancing needs an {nameof(GrpcChannelOptions.HttpHandler)}, or neither; it cannot be used with an {nameof(GrpcChannelOptions.HttpClient)}.");
        }

        var ownsHandler = options.HttpHandler is null || options.DisposeHttpClient;
        var handler = options.HttpHandler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        var single = resolver is null;
        resolver ??= new StaticResolverFactory(uri => [new BalancerAddress(uri.IdnHost, uri.Port)]).Create(OptionsFor(address, options, isSecure));
        return (new HttpMessageInvoker(new BalancingHandler(handler, new Backends(resolver, options), single, ownsHandler)), true);
    }

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
