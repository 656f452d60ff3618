using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows.Many;

/// <summary>Reads the reports of many workflows.</summary>
internal sealed class ManyReports(RoiDb db)
{
    public const int MaxMerged = 20;
    public const int MaxNamed = 1000;
    public const int MaxExported = 10_000;

    /// <summary>Several reports as one.</summary>
    /// <exception cref="ProblemException">An id is not one of a workflow.</exception>
    public async Task<MergeResource> MergeAsync(IReadOnlyList<Guid> ids, string? name, CancellationToken ct)
    {
        var workflows = await Named(ids).AsNoTracking().ToListAsync(ct);
        Check(ids, workflows.ConvertAll(w => w.Id));
        var contacts = await db.Contacts.AsNoTracking().Include(c => c.ActionItems).Where(c => ids.Contains(c.WorkflowId)).ToListAsync(ct);
        var byWorkflow = contacts.ToLookup(c => c.WorkflowId);
        return ReportMerger.Merge(name, workflows.Select(w => (w, (IReadOnlyList<Contact>)[.. byWorkflow[w.Id]])));
    }

    /// <summary>The newest first, one after the other as the database gives them: memory holds one at a time.</summary>
    public async Task<IAsyncEnumerable<(Workflow Workflow, List<Contact> Contacts)>> OpenAsync(IReadOnlyList<Guid>? ids, WorkflowQuery query, CancellationToken ct)
    {
        if (ids is not null)
        {
            Check(ids, await Named(ids).Select(w => w.Id).ToListAsync(ct));
        }
        var rows = ids is null ? query.Of(db.Workflows) : Named(ids);
        return WorkflowOrder.Newest.Sort(rows).Take(MaxExported).AsNoTracking().AsSingleQuery()
            .Select(w => new ValueTuple<Workflow, List<Contact>>(w, db.Contacts.Where(c => c.WorkflowId == w.Id).OrderBy(c => c.Index).Include(c => c.ActionItems).ToList()))
            .AsAsyncEnumerable();
    }

    private IQueryable<Workflow> Named(IReadOnlyList<Guid> ids) => db.Workflows.Where(w => ids.Contains(w.Id) && w.Owner == Owner.Local);

    private static void Check(IReadOnlyList<Guid> asked, List<Guid> found)
    {
        if (asked.Except(found).ToList() is [var first, ..] missing)
        {
            var more = missing.Count > 1 ? $" (and {missing.Count - 1} more of those named)" : "";
            throw ProblemType.WorkflowNotFound.Because($"There is no workflow {first}{more}. It may have been deleted.", "ids");
        }
    }
}
