namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>What a request's address asks for: <c>https+http://_grpc.processing</c> is endpoint <c>grpc</c> of service <c>processing</c>, by https if there is one, else http.</summary>
internal sealed record ServiceName(string Service, string? Endpoint, IReadOnlyList<string> Schemes)
{
    public static ServiceName Of(Uri address)
    {
        var schemes = address.Scheme.Split('+', StringSplitOptions.RemoveEmptyEntries);
        var host = address.Host;
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        // An endpoint's name starts with an underscore, which no host name may.
        return host.StartsWith('_') && dot > 1 && dot < host.Length - 1
            ? new(host[(dot + 1)..], host[1..dot], schemes)
            : new(host, null, schemes);
    }
}
