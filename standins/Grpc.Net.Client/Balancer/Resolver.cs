using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client.Balancer;

/// <summary>Finds the addresses behind a channel's address, at the start and again when asked to.</summary>
public abstract class Resolver : IDisposable
{
    /// <summary>Called once. The listener takes results from any thread, as often as there are new ones.</summary>
    public abstract void Start(Action<ResolverResult> listener);

    /// <summary>An address has failed: look again. The default does nothing.</summary>
    public virtual void Refresh()
    {
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

public sealed class ResolverResult
{
    private ResolverResult(Status status, IReadOnlyList<BalancerAddress>? addresses)
    {
        Status = status;
        Addresses = addresses;
    }

    public Status Status { get; }

    public IReadOnlyList<BalancerAddress>? Addresses { get; }

    public static ResolverResult ForResult(IReadOnlyList<BalancerAddress> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        return new ResolverResult(Status.DefaultSuccess, addresses);
    }

    /// <exception cref="ArgumentException">The status is OK.</exception>
    public static ResolverResult ForFailure(Status status) => status.StatusCode == StatusCode.OK
        ? throw new ArgumentException("Error status code must not be OK.", nameof(status))
        : new ResolverResult(status, null);
}

public sealed class ResolverOptions
{
    internal ResolverOptions(Uri address, int defaultPort, ILoggerFactory loggerFactory, GrpcChannelOptions channelOptions)
    {
        Address = address;
        DefaultPort = defaultPort;
        LoggerFactory = loggerFactory;
        ChannelOptions = channelOptions;
    }

    public Uri Address { get; }

    /// <summary>For addresses without a port.</summary>
    public int DefaultPort { get; }

    public ILoggerFactory LoggerFactory { get; }

    public GrpcChannelOptions ChannelOptions { get; }
}

/// <summary>Makes resolvers for addresses of one scheme. Found among the services of the channel's <see cref="GrpcChannelOptions.ServiceProvider"/>.</summary>
public abstract class ResolverFactory
{
    public abstract string Name { get; }

    public abstract Resolver Create(ResolverOptions options);
}
