namespace Grpc.Net.Client.Balancer.Internal;

/// <summary>A request that knows its channel. No entry among its options: those cost a dictionary for every call.</summary>
internal sealed class ChannelRequest(HttpMethod method, Uri address, ChannelConnections? connections) : HttpRequestMessage(method, address)
{
    public ChannelConnections? Connections => connections;
}
