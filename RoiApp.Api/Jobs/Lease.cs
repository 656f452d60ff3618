using RoiApp.Api.Data;

namespace RoiApp.Api.Jobs;

/// <summary>The time-limited right to one attempt at a job.</summary>
/// <param name="Fence">Every write made under the lease must match it.</param>
/// <param name="Attempt">From 1.</param>
internal sealed record Lease(Guid JobId, string Kind, Guid SubjectId, long Fence, int Attempt, int MaxAttempts, DateTimeOffset ReadySince)
{
    /// <summary>True when a failure of this attempt is final.</summary>
    public bool IsLastAttempt => Attempt >= MaxAttempts;

    public static Lease Of(Job job) => new(job.Id, job.Kind, job.SubjectId, job.Fence, job.Attempt, job.MaxAttempts, job.RunAt);
}

/// <summary>Somebody else has the job now, or it was cancelled: stop, and write nothing.</summary>
internal sealed class LeaseLostException() : Exception("The lease of this attempt is over.");
