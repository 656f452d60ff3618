using Grpc.Core;

namespace Grpc.Net.Client.Configuration;

/// <summary>When and how often a failed call is tried again (gRFC A6). All of it must be set.</summary>
public sealed class RetryPolicy
{
    /// <summary>With the first one; at least 2.</summary>
    public int? MaxAttempts { get; set; }

    public TimeSpan? InitialBackoff { get; set; }

    public TimeSpan? MaxBackoff { get; set; }

    public double? BackoffMultiplier { get; set; }

    public IList<StatusCode> RetryableStatusCodes { get; } = [];
}

/// <summary>Stops retries while most calls fail: a failure takes a token, a success gives <see cref="TokenRatio"/> of one back.</summary>
public sealed class RetryThrottlingPolicy
{
    public int? MaxTokens { get; set; }

    public double? TokenRatio { get; set; }
}
