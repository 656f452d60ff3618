using RoiApp.Api.Data;
using RoiApp.Api.Jobs;

namespace RoiApp.Api.Tests.Jobs;

/// <summary>The queue as a dictionary: what <see cref="JobQueue"/> has to do, without a database, in the plainest words.</summary>
internal sealed class QueueModel(JobOptions options)
{
    private readonly Dictionary<Guid, Row> _rows = [];

    public IReadOnlyList<Guid> Subjects => [.. _rows.Keys];

    public void Add(Job job, TimeSpan length, DateTimeOffset now) => _rows[job.SubjectId] = new()
    {
        Id = job.Id,
        Rank = now - (options.PriorityStep * (job.Priority - Priority.Medium)) + TimeSpan.FromTicks(Math.Min(length.Ticks, options.LengthAtMost.Ticks)),
        RunAt = now,
    };

    /// <summary>The subject that a claim has to bring, or none.</summary>
    public Guid? Claim(DateTimeOffset now)
    {
        foreach (var due in _rows.Values.Where(r => r.State == JobState.Waiting && r.RunAt <= now))
        {
            due.State = JobState.Available;
        }
        var first = _rows.Where(r => r.Value.State == JobState.Available).OrderBy(r => r.Value.Rank).ThenBy(r => r.Value.Id.ToString(), StringComparer.Ordinal).FirstOrDefault();
        if (first.Value is not { } row)
        {
            return null;
        }
        row.State = JobState.Running;
        row.Attempt++;
        row.Fence++;
        row.LeasedUntil = now + options.LeaseFor;
        return first.Key;
    }

    public bool IsGood(Lease lease) => _rows.TryGetValue(lease.SubjectId, out var row) && row.Id == lease.JobId && row.State == JobState.Running && row.Fence == lease.Fence;

    public void Renew(Lease lease, DateTimeOffset now) => _rows[lease.SubjectId].LeasedUntil = now + options.LeaseFor;

    public void Finish(Lease lease, JobState state, DateTimeOffset now) => Finish(_rows[lease.SubjectId], state, now);

    public void PutBack(Lease lease, DateTimeOffset at, bool spent, DateTimeOffset now)
    {
        var row = _rows[lease.SubjectId];
        row.State = at > now ? JobState.Waiting : JobState.Available;
        row.Attempt = spent ? lease.Attempt : lease.Attempt - 1;
        row.RunAt = at;
        row.LeasedUntil = null;
    }

    public void Cancel(Guid subject, DateTimeOffset now)
    {
        if (_rows.TryGetValue(subject, out var row) && !row.IsFinished)
        {
            row.Fence++;
            Finish(row, JobState.Cancelled, now);
        }
    }

    /// <summary>Answers whether the queue has to add a job because there is none any more.</summary>
    public bool Revive(Guid subject, Priority priority, DateTimeOffset now)
    {
        if (!_rows.TryGetValue(subject, out var row))
        {
            return true;
        }
        if (row.IsFinished)
        {
            (row.State, row.Attempt, row.RunAt, row.FinishedAt) = (JobState.Available, 0, now, null);
            row.Rank = now - (options.PriorityStep * (priority - Priority.Medium));
        }
        return false;
    }

    public void Delete(Guid subject) => _rows.Remove(subject);

    public int Rescue(DateTimeOffset now)
    {
        var lost = _rows.Values.Where(r => r.State == JobState.Running && r.LeasedUntil < now).ToList();
        foreach (var row in lost)
        {
            (row.State, row.RunAt, row.LeasedUntil) = (JobState.Available, now, null);
            row.Fence++;
        }
        return lost.Count;
    }

    public int Prune(DateTimeOffset now)
    {
        var old = _rows.Where(r => r.Value.FinishedAt < now - options.KeepFinished).OrderBy(r => r.Value.FinishedAt).Take(options.PruneBatch).ToList();
        old.ForEach(r => _rows.Remove(r.Key));
        return old.Count;
    }

    /// <summary>All rows, a line each, to be held against the table.</summary>
    public IEnumerable<string> Lines => _rows.Select(r => Line(r.Key, r.Value.State, r.Value.Attempt, r.Value.Fence, r.Value.Rank, r.Value.RunAt, r.Value.LeasedUntil, r.Value.FinishedAt));

    public static string Line(Guid subject, JobState state, int attempt, long fence, DateTimeOffset rank, DateTimeOffset runAt, DateTimeOffset? leasedUntil, DateTimeOffset? finishedAt) =>
        $"{subject} {state} attempt {attempt} fence {fence} rank {rank:O} run {runAt:O} until {leasedUntil:O} finished {finishedAt:O}";

    private static void Finish(Row row, JobState state, DateTimeOffset now) => (row.State, row.LeasedUntil, row.FinishedAt) = (state, null, now);

    private sealed class Row
    {
        public required Guid Id { get; init; }

        public JobState State { get; set; } = JobState.Available;

        public int Attempt { get; set; }

        public long Fence { get; set; }

        public required DateTimeOffset Rank { get; set; }

        public required DateTimeOffset RunAt { get; set; }

        public DateTimeOffset? LeasedUntil { get; set; }

        public DateTimeOffset? FinishedAt { get; set; }

        public bool IsFinished => FinishedAt is not null;
    }
}
