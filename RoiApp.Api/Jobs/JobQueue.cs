using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;

namespace RoiApp.Api.Jobs;

/// <summary>The queue's statements, all of them. None commits: callers settle a job in the transaction that holds what it did.</summary>
internal sealed class JobQueue(LeaseHolder me, TimeProvider time, IOptions<JobOptions> options)
{
    /// <summary>Adds a job to the caller's transaction. Signal after the commit.</summary>
    public Job Add(RoiDb db, string kind, Guid subjectId, Priority priority)
    {
        var now = time.Now();
        var job = new Job
        {
            Id = time.NewId(),
            Kind = kind,
            SubjectId = subjectId,
            Priority = priority,
            MaxAttempts = options.Value.MaxAttempts,
            RunAt = now,
            CreatedAt = now,
        };
        db.Jobs.Add(job);
        return job;
    }

    /// <summary>Takes the most urgent job that may run now: by priority, then by age. Null when there is none.</summary>
    public async Task<Lease?> ClaimAsync(RoiDb db, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        var now = time.Now();
        var sql = $"SELECT * FROM jobs WHERE state = 'available' AND run_at <= {{0}} ORDER BY priority DESC, run_at, id LIMIT 1 {db.RowLockSkippingHeld}";
        var found = await db.Jobs.FromSqlRaw(sql, db.AsParameter(now)).ToListAsync(ct);
        if (found is not [var job])
        {
            return null;
        }
        job.State = JobState.Running;
        job.Attempt++;
        job.Fence++;
        job.LeasedBy = me.Name;
        job.LeasedUntil = now + options.Value.LeaseFor;
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return Lease.Of(job);
    }

    /// <summary>Whether there is anything to claim: a cheap look before a write transaction is begun.</summary>
    public Task<bool> AnyAsync(RoiDb db, CancellationToken ct)
    {
        var now = time.Now();
        return db.Jobs.AnyAsync(j => j.State == JobState.Available && j.RunAt <= now, ct);
    }

    /// <summary>Makes sure that the lease is still good, and keeps it so until the caller's transaction ends.</summary>
    /// <exception cref="LeaseLostException">It is not: roll back.</exception>
    public async Task HoldAsync(RoiDb db, Lease lease, CancellationToken ct)
    {
        if (!await RenewAsync(db, lease, ct))
        {
            throw new LeaseLostException();
        }
    }

    /// <summary>Prolongs the lease; false when it is lost.</summary>
    public async Task<bool> RenewAsync(RoiDb db, Lease lease, CancellationToken ct)
    {
        var until = time.Now() + options.Value.LeaseFor;
        return await Mine(db, lease).ExecuteUpdateAsync(set => set.SetProperty(j => j.LeasedUntil, until), ct) == 1;
    }

    public Task CompleteAsync(RoiDb db, Lease lease, CancellationToken ct) => FinishAsync(db, lease, JobState.Completed, error: null, ct);

    public Task FailAsync(RoiDb db, Lease lease, string error, CancellationToken ct) => FinishAsync(db, lease, JobState.Failed, error, ct);

    /// <summary>Puts the job back for a further attempt, after the back-off. Answers when that will be.</summary>
    public async Task<DateTimeOffset> RetryAsync(RoiDb db, Lease lease, string error, CancellationToken ct)
    {
        var at = time.Now() + BackOff.After(lease.Attempt, options.Value.BackOffFrom, options.Value.BackOffTo, Random.Shared.NextDouble());
        await PutBackAsync(db, lease, lease.Attempt, at, error, ct);
        return at;
    }

    /// <summary>Puts the job back as if it had not been claimed: nobody is to blame, or the engines are merely busy.</summary>
    public Task GiveBackAsync(RoiDb db, Lease lease, TimeSpan after, string reason, CancellationToken ct) =>
        PutBackAsync(db, lease, lease.Attempt - 1, time.Now() + after, reason, ct);

    /// <summary>Ends the job of a subject wherever it is; a running attempt loses its lease by it.</summary>
    public async Task CancelAsync(RoiDb db, string kind, Guid subjectId, CancellationToken ct)
    {
        var now = time.Now();
        await db.Jobs.Where(j => j.Kind == kind && j.SubjectId == subjectId && (j.State == JobState.Available || j.State == JobState.Running))
            .ExecuteUpdateAsync(set => set
                .SetProperty(j => j.State, JobState.Cancelled)
                .SetProperty(j => j.Fence, j => j.Fence + 1)
                .SetProperty(j => j.LeasedBy, (string?)null)
                .SetProperty(j => j.LeasedUntil, (DateTimeOffset?)null)
                .SetProperty(j => j.FinishedAt, now), ct);
    }

    /// <summary>Makes a finished job available again with all its attempts. Signal after the commit.</summary>
    public async Task ReviveAsync(RoiDb db, string kind, Guid subjectId, CancellationToken ct)
    {
        var now = time.Now();
        await db.Jobs.Where(j => j.Kind == kind && j.SubjectId == subjectId && j.State != JobState.Available && j.State != JobState.Running)
            .ExecuteUpdateAsync(set => set
                .SetProperty(j => j.State, JobState.Available)
                .SetProperty(j => j.Attempt, 0)
                .SetProperty(j => j.RunAt, now)
                .SetProperty(j => j.FinishedAt, (DateTimeOffset?)null), ct);
    }

    public static Task DeleteAsync(RoiDb db, string kind, Guid subjectId, CancellationToken ct) =>
        db.Jobs.Where(j => j.Kind == kind && j.SubjectId == subjectId).ExecuteDeleteAsync(ct);

    /// <summary>Makes jobs available again whose holder let the lease run out, or is known to be gone. The attempt stays spent.</summary>
    public async Task<int> RescueAsync(RoiDb db, CancellationToken ct)
    {
        var now = time.Now();
        var holders = await db.Jobs.Where(j => j.State == JobState.Running && j.LeasedBy != null).Select(j => j.LeasedBy!).Distinct().ToListAsync(ct);
        if (holders.Count == 0)
        {
            return 0;
        }
        var gone = holders.Where(LeaseHolder.IsGone).ToList();
        return await db.Jobs.Where(j => j.State == JobState.Running && (j.LeasedUntil < now || gone.Contains(j.LeasedBy!)))
            .ExecuteUpdateAsync(set => set
                .SetProperty(j => j.State, JobState.Available)
                .SetProperty(j => j.Fence, j => j.Fence + 1)
                .SetProperty(j => j.RunAt, now)
                .SetProperty(j => j.LeasedBy, (string?)null)
                .SetProperty(j => j.LeasedUntil, (DateTimeOffset?)null)
                .SetProperty(j => j.LastError, "The process that ran it went away."), ct);
    }

    private async Task FinishAsync(RoiDb db, Lease lease, JobState state, string? error, CancellationToken ct)
    {
        var now = time.Now();
        Check(await Mine(db, lease).ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, state)
            .SetProperty(j => j.LeasedBy, (string?)null)
            .SetProperty(j => j.LeasedUntil, (DateTimeOffset?)null)
            .SetProperty(j => j.LastError, error)
            .SetProperty(j => j.FinishedAt, now), ct));
    }

    private static async Task PutBackAsync(RoiDb db, Lease lease, int attempt, DateTimeOffset at, string reason, CancellationToken ct) =>
        Check(await Mine(db, lease).ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, JobState.Available)
            .SetProperty(j => j.Attempt, attempt)
            .SetProperty(j => j.RunAt, at)
            .SetProperty(j => j.LeasedBy, (string?)null)
            .SetProperty(j => j.LeasedUntil, (DateTimeOffset?)null)
            .SetProperty(j => j.LastError, reason), ct));

    private static IQueryable<Job> Mine(RoiDb db, Lease lease) =>
        db.Jobs.Where(j => j.Id == lease.JobId && j.Fence == lease.Fence && j.State == JobState.Running);

    private static void Check(int rows)
    {
        if (rows != 1)
        {
            throw new LeaseLostException();
        }
    }
}
