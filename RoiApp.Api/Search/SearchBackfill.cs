using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Caching;
using RoiApp.Api.Data;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Search;

/// <summary>Makes what was stored before there was a search findable: once after an upgrade, newest first, beside everything else.</summary>
internal sealed partial class SearchBackfill(IServiceScopeFactory scopes, CacheClearing cache, ILogger<SearchBackfill> logger) : BackgroundService
{
    private const int Page = 100;

    /// <summary>Answers how many workflows it wrote entries for.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        // The oldest comes last: if it has its entries, so have all.
        var oldest = await db.Segments.OrderBy(s => s.WorkflowId).Select(s => (Guid?)s.WorkflowId).FirstOrDefaultAsync(ct);
        if (oldest is null || await db.SearchEntries.AnyAsync(e => e.WorkflowId == oldest, ct))
        {
            return 0;
        }
        var (before, written) = (Guid.AllBitsSet, 0);
        while (true)
        {
            var page = await db.Workflows.Where(w => w.Id < before).OrderByDescending(w => w.Id).Take(Page)
                .Select(w => new { w.Id, IsDue = !db.SearchEntries.Any(e => e.WorkflowId == w.Id) && db.Segments.Any(s => s.WorkflowId == w.Id) }).ToListAsync(ct);
            foreach (var due in page.Where(w => w.IsDue))
            {
                written += await IndexAsync(due.Id, ct) ? 1 : 0;
            }
            if (page.Count < Page)
            {
                return written;
            }
            before = page[^1].Id;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await RunOnceAsync(stoppingToken) is > 0 and var written)
            {
                // Nothing that an event tells of has changed, and yet more is found.
                await cache.ClearAsync([CacheFamilies.Search], stoppingToken);
                Log.Written(logger, written);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Goes on at the next start.
        }
        catch (Exception e)
        {
            Log.Failed(logger, e);
        }
    }

    private async Task<bool> IndexAsync(Guid id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        await using var write = await db.BeginWriteAsync(ct);
        // Held, then looked at again: another replica may do the same, and the workflow may have begun to run.
        if (await db.HoldWorkflowAsync(id, withSteps: true, ct) is not { } workflow || await db.SearchEntries.AnyAsync(e => e.WorkflowId == id, ct))
        {
            return false;
        }
        var segments = await db.Segments.AsNoTracking().Where(s => s.WorkflowId == id).ToListAsync(ct);
        var contacts = await db.Contacts.AsNoTracking().Include(c => c.ActionItems).Where(c => c.WorkflowId == id).ToListAsync(ct);
        db.SearchEntries.AddRange(SearchIndexing.Of(workflow, segments, contacts));
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Information, "Made {Workflows} earlier workflows searchable.")]
        public static partial void Written(ILogger logger, int workflows);

        [LoggerMessage(7002, LogLevel.Error, "Making earlier workflows searchable failed; it goes on at the next start.")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
