using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Paging;
using RoiApp.Api.Problems;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows;

/// <summary>Lists workflows, a page at a time.</summary>
internal sealed class WorkflowList(RoiDb db)
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;

    /// <param name="cursor">The <c>nextCursor</c> of the page before; null or empty for the first.</param>
    /// <exception cref="ProblemException">The limit is out of range, or the cursor belongs elsewhere.</exception>
    public async Task<PageResource<WorkflowResource>> PageAsync(WorkflowQuery query, WorkflowOrder order, string? cursor, int limit, CancellationToken ct)
    {
        PageLimit.Check(limit, MaxLimit);
        var list = $"workflows\n{order.Word}\n{query.Mark}";
        var rows = query.Of(db.Workflows.AsNoTracking());
        if (PageCursor.Read(cursor, list, WorkflowKey.Parse) is { } after)
        {
            rows = order.After(rows, after);
        }
        // One query: the page, each row with its few steps. Only those that wait are looked for in the queue, each by an index.
        var page = await order.Sort(rows).Take(limit + 1).Include(w => w.Steps)
            .Select(w => new
            {
                Workflow = w,
                Ahead = w.Status == WorkflowStatus.Queued ? db.QueuePlaces.Where(p => p.SubjectId == w.Id).Select(p => (int?)p.Ahead).FirstOrDefault() : null,
            })
            .ToListAsync(ct);
        var items = page.Take(limit).Select(row => Resources.Of(row.Workflow, row.Ahead)).ToList();
        return new(items, page.Count > limit ? PageCursor.Write(list, WorkflowKey.Of(items[^1]).Parts) : null);
    }
}
