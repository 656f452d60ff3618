using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Grpc.Net.Client.Wire;

namespace Grpc.Net.Client.Calls;

/// <summary>A method's retry policy, checked.</summary>
internal sealed record RetryRules(int MaxAttempts, TimeSpan InitialBackoff, TimeSpan MaxBackoff, double Multiplier, IReadOnlySet<StatusCode> Codes)
{
    /// <exception cref="InvalidOperationException">Something is missing or out of range; the message names it.</exception>
    public static RetryRules From(RetryPolicy policy, int? channelMaxAttempts)
    {
        var maxAttempts = policy.MaxAttempts is > 1 and { } max ? max : throw Bad(nameof(policy.MaxAttempts), "2 or more");
        return new RetryRules(
            Math.Min(maxAttempts, channelMaxAttempts ?? int.MaxValue),
            policy.InitialBackoff is { } initial && initial > TimeSpan.Zero ? initial : throw Bad(nameof(policy.InitialBackoff), "more than zero"),
            policy.MaxBackoff is { } longest && longest > TimeSpan.Zero ? longest : throw Bad(nameof(policy.MaxBackoff), "more than zero"),
            policy.BackoffMultiplier is > 0 and { } multiplier ? multiplier : throw Bad(nameof(policy.BackoffMultiplier), "more than zero"),
            policy.RetryableStatusCodes.Count > 0 ? policy.RetryableStatusCodes.ToHashSet() : throw Bad(nameof(policy.RetryableStatusCodes), "at least one code"));
    }

    /// <summary>How long to wait before the next attempt, or <see langword="null"/> for none.</summary>
    /// <remarks>
    /// gRFC A6: "the nth retry attempt will occur at random(0, min(initialBackoff*backoffMultiplier**(n-1), maxBackoff))", unless the server
    /// pushes back: "the value is the number of milliseconds to wait; a value that is not a non-negative integer means no retry".
    /// </remarks>
    public TimeSpan? Pause(int attempts, Status status, Metadata trailers)
    {
        if (attempts >= MaxAttempts || !Codes.Contains(status.StatusCode))
        {
            return null;
        }

        if (trailers.GetValue(GrpcProtocol.RetryPushback) is { } pushback)
        {
            return uint.TryParse(pushback, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;
        }

        var longest = Math.Min(InitialBackoff.TotalMilliseconds * Math.Pow(Multiplier, attempts - 1), MaxBackoff.TotalMilliseconds);
#pragma warning disable CA5394 // Spreads clients over time; nothing to guess.
        return TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest);
#pragma warning restore CA5394
    }

    private static InvalidOperationException Bad(string what, string must) => new($"A retry policy's {what} must be set to {must}.");
}
