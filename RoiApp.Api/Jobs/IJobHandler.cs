namespace RoiApp.Api.Jobs;

/// <summary>Does the work of one kind of job. Whatever it writes, it writes under <see cref="JobQueue.HoldAsync"/>.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    /// <summary>Runs one attempt to its end and settles the job: completed, failed, later, or given back.</summary>
    /// <param name="lease">The right to this attempt.</param>
    /// <param name="lost">Cancelled when the lease is lost or the job cancelled: write nothing any more.</param>
    /// <param name="stopping">Cancelled when this process is going down: give the job back.</param>
    Task RunAsync(Lease lease, CancellationToken lost, CancellationToken stopping);

    /// <summary>Settles a job that has used up its attempts without ever ending one in an orderly way.</summary>
    Task AbandonAsync(Lease lease, string reason, CancellationToken ct);
}
