using System.Globalization;
using Grpc.Core;

namespace RoiApp.Api.Pipeline;

/// <summary>What a failed call means for the workflow.</summary>
/// <param name="GiveBackAfter">Set when nobody is to blame: the attempt is not spent.</param>
internal sealed record CallFailure(string Code, string Message, bool Permanent, TimeSpan? GiveBackAfter)
{
    private static readonly TimeSpan s_waitAtMost = TimeSpan.FromMinutes(5);

    public static CallFailure Of(Exception e, WorkflowRun run, TimeSpan tryAgainAfter) => e switch
    {
        SilenceException => new("processing-silent", e.Message, Permanent: false, GiveBackAfter: null),
        UnexpectedEventException => new("processing-unexpected", e.Message, Permanent: true, GiveBackAfter: null),
        RpcException { StatusCode: StatusCode.ResourceExhausted } full => new(
            "processing-busy", "All engines are busy; waiting for a free one.", Permanent: false, RetryAfter(full.Trailers) ?? Jittered(tryAgainAfter)),
        RpcException { StatusCode: StatusCode.Unavailable } leaving when RetryAfter(leaving.Trailers) is { } after => new(
            "processing-leaving", "This Processing is going down; going on with another one.", Permanent: false, after),
        RpcException { StatusCode: StatusCode.Unavailable } when !run.HasBegun => new(
            "processing-unavailable", "Processing cannot be reached; waiting for it to come back.", Permanent: false, Jittered(tryAgainAfter)),
        RpcException { StatusCode: StatusCode.Unavailable } => new("processing-lost", "The connection to Processing broke.", Permanent: false, GiveBackAfter: null),
        RpcException { StatusCode: StatusCode.DeadlineExceeded } => new("processing-too-slow", "Processing took longer than it may.", Permanent: false, GiveBackAfter: null),
        RpcException { StatusCode: StatusCode.InvalidArgument or StatusCode.Unimplemented or StatusCode.FailedPrecondition or StatusCode.OutOfRange
            or StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.NotFound } refused => new(
            "processing-refused", $"Processing refused the memo: {refused.Status.Detail}", Permanent: true, GiveBackAfter: null),
        RpcException other => new("processing-failed", $"Processing failed ({other.StatusCode}): {other.Status.Detail}", Permanent: false, GiveBackAfter: null),
        _ => throw new ArgumentException("No failure of a call.", nameof(e), e),
    };

    private static TimeSpan? RetryAfter(Metadata? trailers) =>
        long.TryParse(trailers?.GetValue("retry-after-ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            ? TimeSpan.FromMilliseconds(Math.Min(ms, s_waitAtMost.TotalMilliseconds))
            : null;

    private static TimeSpan Jittered(TimeSpan about) => about * (0.75 + (Random.Shared.NextDouble() / 2));
}
