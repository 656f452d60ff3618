using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Reports;

/// <summary>Reads what a workflow has found so far; a failed one keeps what its finished steps found.</summary>
internal sealed class ReportReader(RoiDb db)
{
    /// <exception cref="ProblemException">There is no such workflow.</exception>
    public async Task<Workflow> WorkflowAsync(Guid id, CancellationToken ct) =>
        await db.Workflows.AsNoTracking().Include(w => w.Steps).SingleOrDefaultAsync(w => w.Id == id && w.Owner == Owner.Local, ct)
        ?? throw ProblemType.WorkflowNotFound.Because($"There is no workflow {id}. It may have been deleted.");

    public Task<List<Segment>> SegmentsAsync(Guid id, CancellationToken ct) =>
        db.Segments.AsNoTracking().Where(s => s.WorkflowId == id).OrderBy(s => s.Index).ToListAsync(ct);

    public Task<List<Contact>> ContactsAsync(Guid id, CancellationToken ct) =>
        db.Contacts.AsNoTracking().Include(c => c.ActionItems).Where(c => c.WorkflowId == id).OrderBy(c => c.Index).ToListAsync(ct);

    public async Task<ResultsResource> ResultsAsync(Guid id, CancellationToken ct)
    {
        var workflow = await WorkflowAsync(id, ct);
        return new(Resources.Of(workflow), Resources.Transcript(workflow, await SegmentsAsync(id, ct)), Resources.Report(id, await ContactsAsync(id, ct)));
    }
}
