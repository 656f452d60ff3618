using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;

namespace RoiApp.Api.Jobs;

/// <summary>The queue's statements, all of them. None commits: callers settle a job in the transaction that holds what it did.</summary>
internal sealed class JobQueue(LeaseHolder me, JobRoom room, TimeProvider time, IOptions<JobOptions> options)
{
    /// <summary>Jobs whose time has come that are made available in one transaction.</summary>
    private const int AdmitAtOnce = 500;

    private static readonly JobState[] s_unfinished = [JobState.Waiting, JobState.Available, JobState.Running];

    /// <summary>Adds a job to the caller's transaction. Signal after the commit.</summary>
    /// <param name="length">How much work it is likely to be: shorter ones that come a little later may pass it.</param>
    public Job Add(RoiDb db, string kind, Guid subjectId, Priority priority, TimeSpan length = default)
    {
        var now = time.Now();
        var job = new Job
        {
            Id = time.NewId(),
            Kind = kind,
            SubjectId = subjectId,
            Priority = priority,
            MaxAttempts = options.Value.MaxAttempts,
            Rank = now - HeadStart(priority) + (length < options.Value.LengthAtMost ? length : options.Value.LengthAtMost),
            RunAt = now,
            CreatedAt = now,
        };
        db.Jobs.Add(job);
        return job;
    }

    /// <summary>Takes the first available job by rank. Null when there is none.</summary>
    public async Task<Lease?> ClaimAsync(RoiDb db, CancellationToken ct)
    {
        // One statement, so one way to the server; a scalar subquery is run once, so one row.
        var sql = $$"""
            UPDATE jobs SET state = 'running', attempt = attempt + 1, fence = fence + 1, leased_by = {0}, leased_until = {1}
            WHERE id = (SELECT id FROM jobs WHERE state = 'available' ORDER BY rank, id LIMIT 1 {{db.RowLockSkippingHeld}})
            RETURNING *
            """;
        await using var write = await db.BeginWriteAsync(ct);
        var claimed = await db.Jobs.FromSqlRaw(sql, me.Name, db.AsParameter(time.Now() + options.Value.LeaseFor)).AsNoTracking().ToListAsync(ct);
        await write.CommitAsync(ct);
        return claimed is [var job] ? Lease.Of(job) : null;
    }

    /// <summary>Whether there is anything to claim: a cheap look before a write transaction is begun.</summary>
    public static async Task<bool> AnyAsync(RoiDb db, CancellationToken ct) =>
        // In order, though any would do: else PostgreSQL may look for it among all that ever was.
        await db.Jobs.Where(j => j.State == JobState.Available).OrderBy(j => j.Rank).ThenBy(j => j.Id).Select(j => (Guid?)j.Id).FirstOrDefaultAsync(ct) is not null;

    /// <summary>When the first waiting job's time comes, or came; null when none is waiting.</summary>
    public static Task<DateTimeOffset?> NextDueAsync(RoiDb db, CancellationToken ct) =>
        db.Jobs.Where(j => j.State == JobState.Waiting).OrderBy(j => j.RunAt).Select(j => (DateTimeOffset?)j.RunAt).FirstOrDefaultAsync(ct);

    /// <summary>Makes waiting jobs available whose time has come. Answers when the next one's comes; null when none is waiting.</summary>
    public async Task<DateTimeOffset?> AdmitAsync(RoiDb db, CancellationToken ct)
    {
        while (true) // Ends when none is left that is due.
        {
            var next = await NextDueAsync(db, ct);
            var now = time.Now();
            if (next is null || next > now)
            {
                return next;
            }
            var due = $"SELECT id FROM jobs WHERE state = 'waiting' AND run_at <= {{0}} ORDER BY run_at LIMIT {AdmitAtOnce} {db.RowLockSkippingHeld}";
            var sql = $"UPDATE jobs SET state = 'available' WHERE {db.IdIn(due)}";
            await using var write = await db.BeginWriteAsync(ct);
            var admitted = await db.Database.ExecuteSqlRawAsync(sql, [db.AsParameter(now)], ct);
            await write.CommitAsync(ct);
            if (admitted == 0)
            {
                return now; // Another replica is at it.
            }
        }
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
    /// <param name="after">Zero when this process goes down; else how long to wait, and to expect no room for others either.</param>
    public async Task GiveBackAsync(RoiDb db, Lease lease, TimeSpan after, string reason, CancellationToken ct)
    {
        await PutBackAsync(db, lease, lease.Attempt - 1, time.Now() + after, reason, ct);
        if (after > TimeSpan.Zero)
        {
            room.Refused(after);
        }
    }

    /// <summary>Puts the job back for a while as if it had not been claimed: it waits for something of its own, and others need not.</summary>
    public Task PostponeAsync(RoiDb db, Lease lease, TimeSpan after, string reason, CancellationToken ct) =>
        PutBackAsync(db, lease, lease.Attempt - 1, time.Now() + after, reason, ct);

    /// <summary>Ends the job of a subject wherever it is; a running attempt loses its lease by it.</summary>
    public async Task CancelAsync(RoiDb db, string kind, Guid subjectId, CancellationToken ct)
    {
        var now = time.Now();
        await db.Jobs.Where(j => j.Kind == kind && j.SubjectId == subjectId && s_unfinished.Contains(j.State))
            .ExecuteUpdateAsync(set => set
                .SetProperty(j => j.State, JobState.Cancelled)
                .SetProperty(j => j.Fence, j => j.Fence + 1)
                .SetProperty(j => j.LeasedBy, (string?)null)
                .SetProperty(j => j.LeasedUntil, (DateTimeOffset?)null)
                .SetProperty(j => j.FinishedAt, now), ct);
    }

    /// <summary>
    /// Makes a finished job available again with all its attempts and a place in the queue as of now; a new one takes its place when it has been pruned.
    /// Signal after the commit.
    /// </summary>
    public async Task ReviveAsync(RoiDb db, string kind, Guid subjectId, Priority priority, CancellationToken ct)
    {
        var now = time.Now();
        var rank = now - HeadStart(priority);
        var revived = await db.Jobs.Where(j => j.Kind == kind && j.SubjectId == subjectId && !s_unfinished.Contains(j.State))
            .ExecuteUpdateAsync(set => set
                .SetProperty(j => j.State, JobState.Available)
                .SetProperty(j => j.Attempt, 0)
                .SetProperty(j => j.Rank, rank)
                .SetProperty(j => j.RunAt, now)
                .SetProperty(j => j.FinishedAt, (DateTimeOffset?)null), ct);
        if (revived == 0 && !await db.Jobs.AnyAsync(j => j.Kind == kind && j.SubjectId == subjectId, ct))
        {
            Add(db, kind, subjectId, priority);
            await db.SaveChangesAsync(ct);
        }
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

    /// <summary>Deletes some jobs that finished long ago. Answers how many.</summary>
    public async Task<int> PruneAsync(RoiDb db, CancellationToken ct)
    {
        var before = time.Now() - options.Value.KeepFinished;
        var old = $"SELECT id FROM jobs WHERE finished_at < {{0}} ORDER BY finished_at LIMIT {options.Value.PruneBatch} {db.RowLockSkippingHeld}";
        var sql = $"DELETE FROM jobs WHERE {db.IdIn(old)}";
        await using var write = await db.BeginWriteAsync(ct);
        var pruned = await db.Database.ExecuteSqlRawAsync(sql, [db.AsParameter(before)], ct);
        await write.CommitAsync(ct);
        return pruned;
    }

    private TimeSpan HeadStart(Priority priority) => options.Value.PriorityStep * (priority - Priority.Medium);

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

    private async Task PutBackAsync(RoiDb db, Lease lease, int attempt, DateTimeOffset at, string reason, CancellationToken ct)
    {
        var state = at > time.Now() ? JobState.Waiting : JobState.Available;
        Check(await Mine(db, lease).ExecuteUpdateAsync(set => set
            .SetProperty(j => j.State, state)
            .SetProperty(j => j.Attempt, attempt)
            .SetProperty(j => j.RunAt, at)
            .SetProperty(j => j.LeasedBy, (string?)null)
            .SetProperty(j => j.LeasedUntil, (DateTimeOffset?)null)
            .SetProperty(j => j.LastError, reason), ct));
    }

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
