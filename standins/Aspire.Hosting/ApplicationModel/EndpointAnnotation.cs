using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private string? _name;
    private string? _transport;

    public EndpointAnnotation(
        ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null,
        int? port = null, int? targetPort = null, bool? isExternal = null, bool isProxied = true)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? "tcp";
        _transport = transport;
        _name = name;
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied;
    }

    public string Name { get => _name ?? UriScheme; set => _name = value; }

    public ProtocolType Protocol { get; set; }

    public string UriScheme { get; set; }

    /// <summary>The HTTP version spoken when it matters to who deploys: <c>http</c>, <c>http2</c> or <c>tcp</c>.</summary>
    public string Transport { get => _transport ?? (UriScheme is "http" or "https" ? "http" : "tcp"); set => _transport = value; }

    /// <summary>The port that callers use; any free one when absent.</summary>
    public int? Port { get; set; }

    public int? TargetPort { get; set; }

    public bool IsExternal { get; set; }

    public bool IsProxied { get; set; }

    /// <summary>The variable through which the resource learns its port.</summary>
    public string? TargetPortEnvironmentVariable { get; set; }

    /// <summary>Set when the application starts; the first replica's.</summary>
    public AllocatedEndpoint? AllocatedEndpoint { get; set; }

    /// <summary>One per replica, in their order. The package hides replicas behind a proxy; the stand-in lists them.</summary>
    internal IReadOnlyList<AllocatedEndpoint> Replicas { get; set; } = [];
}

/// <summary>Where an endpoint really listens.</summary>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port)
{
    public EndpointAnnotation Endpoint { get; } = endpoint;

    public string Address { get; } = address;

    public int Port { get; } = port;

    public string UriScheme => Endpoint.UriScheme;

    public string EndPointString => $"{Address}:{Port}";

    public string UriString => $"{UriScheme}://{EndPointString}";

    public override string ToString() => UriString;
}
