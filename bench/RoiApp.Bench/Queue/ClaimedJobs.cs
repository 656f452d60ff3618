using System.Diagnostics;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;

namespace RoiApp.Bench.Queue;

/// <summary>Counts jobs that were claimed and done, and notes when the last claim came.</summary>
internal sealed class ClaimedJobs
{
    public const string Kind = "bench";

    private TaskCompletionSource _done = new();
    private int _left;
    private long _lastClaimAt;

    /// <summary>Stopwatch's time at which the last job's handler began.</summary>
    public long LastClaimAt => Interlocked.Read(ref _lastClaimAt);

    /// <summary>Ends when so many jobs more are done.</summary>
    public Task Expect(int jobs)
    {
        _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _left, jobs);
        return _done.Task;
    }

    /// <summary>Does nothing, and settles the job as the pipeline does.</summary>
    internal sealed class Handler(ClaimedJobs claimed, RoiDb db, JobQueue queue) : IJobHandler
    {
        string IJobHandler.Kind => Kind;

        public async Task RunAsync(Lease lease, CancellationToken lost, CancellationToken stopping)
        {
            Interlocked.Exchange(ref claimed._lastClaimAt, Stopwatch.GetTimestamp());
            await using (var write = await db.BeginWriteAsync(lost))
            {
                await queue.CompleteAsync(db, lease, lost);
                await write.CommitAsync(lost);
            }
            if (Interlocked.Decrement(ref claimed._left) == 0)
            {
                claimed._done.TrySetResult();
            }
        }

        public Task AbandonAsync(Lease lease, string reason, CancellationToken ct) => throw new UnreachableException(reason);
    }
}
