namespace Grpc.Net.Client.Configuration;

/// <summary>How a channel treats calls: which methods it retries, and how it spreads calls over addresses.</summary>
public sealed class ServiceConfig
{
    /// <summary>The first policy that the channel knows is used; <c>pick_first</c> when there is none.</summary>
    public IList<LoadBalancingConfig> LoadBalancingConfigs { get; } = [];

    /// <summary>The most exact name wins: the method's, then its service's, then the default.</summary>
    public IList<MethodConfig> MethodConfigs { get; } = [];

    public RetryThrottlingPolicy? RetryThrottling { get; set; }
}

public sealed class MethodConfig
{
    public IList<MethodName> Names { get; } = [];

    public RetryPolicy? RetryPolicy { get; set; }
}

public sealed class MethodName
{
    /// <summary>Every method of every service.</summary>
    public static readonly MethodName Default = new();

    /// <summary>Full name, with its package; empty for every service.</summary>
    public string? Service { get; set; }

    /// <summary>Empty for every method of the service.</summary>
    public string? Method { get; set; }
}
