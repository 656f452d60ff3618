using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Maintenance;

namespace RoiApp.Api.Progress;

/// <summary>
/// Forgets the events of workflows that finished long ago, all but the last: it tells a watcher that the ones before are gone. A few workflows at a
/// time, at start and every now and then. The workflows stay. Owners' feeds are shortened first: what they list is there.
/// </summary>
internal sealed partial class EventPrune(IServiceScopeFactory scopes, TimeProvider time, IOptions<ProgressOptions> options, ILogger<EventPrune> logger)
    : RepeatingService(time)
{
    private const int Batch = 50;
    private const int FeedBatch = 500;

    /// <summary>Answers how many events were forgotten.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var before = Time.Now() - options.Value.KeepEvents;
        await PruneFeedsAsync(before, ct);
        var (pruned, workflows) = (0, 0);
        while (true) // Ends when nothing is left that is old enough.
        {
            await using var scope = scopes.CreateAsyncScope();
            var (some, of) = await PruneAsync(scope.ServiceProvider.GetRequiredService<RoiDb>(), before, ct);
            (pruned, workflows) = (pruned + some, workflows + of);
            if (of < Batch)
            {
                break;
            }
        }
        if (workflows > 0)
        {
            Log.Pruned(logger, pruned, workflows);
        }
        return pruned;
    }

    protected override TimeSpan Pause => options.Value.PruneEvery;

    protected override Task PassAsync(CancellationToken ct) => RunOnceAsync(ct);

    protected override void PassFailed(Exception e) => Log.PassFailed(logger, e);

    private static async Task<(int Events, int Workflows)> PruneAsync(RoiDb db, DateTimeOffset before, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        // Held, so that a retry does not add events between what is read and what is deleted.
        var sql = $$"""
            SELECT * FROM workflows WHERE completed_at < {0} AND updated_at < {0} AND first_seq < last_seq ORDER BY completed_at LIMIT {{Batch}} {{db.RowLockSkippingHeld}}
            """;
        var old = await db.Workflows.FromSqlRaw(sql, db.AsParameter(before)).AsNoTracking().ToListAsync(ct);
        if (old.Count == 0)
        {
            return (0, 0);
        }
        var ids = old.ConvertAll(w => w.Id);
        var pruned = await db.Events
            .Where(e => ids.Contains(e.WorkflowId) && e.Seq < db.Workflows.Where(w => w.Id == e.WorkflowId).Select(w => w.LastSeq).First())
            .ExecuteDeleteAsync(ct);
        await db.Workflows.Where(w => ids.Contains(w.Id)).ExecuteUpdateAsync(set => set.SetProperty(w => w.FirstSeq, w => w.LastSeq), ct);
        await write.CommitAsync(ct);
        return (pruned, old.Count);
    }

    /// <summary>Shortens the owners' feeds from their beginning, entry by entry up to the first that is young enough.</summary>
    private async Task PruneFeedsAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        foreach (var owner in await db.FeedHeads.Select(h => h.Owner).ToListAsync(ct))
        {
            var more = true;
            while (more)
            {
                var oldest = await db.FeedEntries.AsNoTracking().Where(e => e.Owner == owner).OrderBy(e => e.Position).Take(FeedBatch).Select(e => new { e.Position, e.At }).ToListAsync(ct);
                var old = oldest.TakeWhile(e => e.At < before).ToList();
                more = old.Count == FeedBatch;
                if (old.Count == 0)
                {
                    continue;
                }
                var upTo = old[^1].Position;
                await using var write = await db.BeginWriteAsync(ct);
                await db.FeedEntries.Where(e => e.Owner == owner && e.Position <= upTo).ExecuteDeleteAsync(ct);
                await db.FeedHeads.Where(h => h.Owner == owner && h.Forgotten < upTo).ExecuteUpdateAsync(set => set.SetProperty(h => h.Forgotten, upTo), ct);
                await write.CommitAsync(ct);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4020, LogLevel.Information, "Forgot {Events} events of {Workflows} workflows that finished long ago.")]
        public static partial void Pruned(ILogger logger, int events, int workflows);

        [LoggerMessage(4021, LogLevel.Error, "Forgetting old events failed; trying again later.")]
        public static partial void PassFailed(ILogger logger, Exception e);
    }
}
