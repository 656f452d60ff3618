using System.Net;

namespace Grpc.Net.Client.Balancer;

/// <summary>One place at which a service is to be had.</summary>
public sealed class BalancerAddress
{
    public BalancerAddress(DnsEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        EndPoint = endPoint;
    }

    public BalancerAddress(string host, int port) : this(new DnsEndPoint(host, port))
    {
    }

    public DnsEndPoint EndPoint { get; }

    public override string ToString() => $"{EndPoint.Host}:{EndPoint.Port}";
}
