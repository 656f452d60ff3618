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
        ?? throw NotFound(id);

    /// <summary>The workflow as REST answers it, with its place in the queue.</summary>
    /// <exception cref="ProblemException">There is no such workflow.</exception>
    public async Task<WorkflowResource> ResourceAsync(Guid id, CancellationToken ct)
    {
        var workflow = await WorkflowAsync(id, ct);
        var ahead = workflow.Status == WorkflowStatus.Queued ? await db.QueuePlaces.Where(p => p.SubjectId == id).Select(p => (int?)p.Ahead).FirstOrDefaultAsync(ct) : null;
        return Resources.Of(workflow, ahead);
    }

    public Task<List<Segment>> SegmentsAsync(Guid id, CancellationToken ct) =>
        db.Segments.AsNoTracking().Where(s => s.WorkflowId == id).OrderBy(s => s.Index).ToListAsync(ct);

    public Task<List<Contact>> ContactsAsync(Guid id, CancellationToken ct) =>
        db.Contacts.AsNoTracking().Include(c => c.ActionItems).Where(c => c.WorkflowId == id).OrderBy(c => c.Index).ToListAsync(ct);

    public async Task<ResultsResource> ResultsAsync(Guid id, CancellationToken ct)
    {
        var (workflow, ahead, contacts) = await WithContactsAsync(id, ct);
        return new(Resources.Of(workflow, ahead), Resources.Transcript(workflow, await SegmentsAsync(id, ct)), Resources.Report(id, contacts));
    }

    /// <exception cref="ProblemException">There is no such workflow.</exception>
    public async Task<TranscriptResource> TranscriptAsync(Guid id, CancellationToken ct)
    {
        var rows = await (
            from workflow in db.Workflows
            where workflow.Id == id && workflow.Owner == Owner.Local
            from translation in db.Steps.Where(s => s.WorkflowId == workflow.Id && s.Name == StepName.Translation).DefaultIfEmpty()
            from segment in db.Segments.Where(s => s.WorkflowId == workflow.Id).DefaultIfEmpty()
            select new { workflow, translation, segment }).AsNoTrackingWithIdentityResolution().ToListAsync(ct);
        if (rows is not [var first, ..])
        {
            throw NotFound(id);
        }
        first.workflow.Steps.Clear(); // Whether or not EF has put it there.
        first.workflow.Steps.AddRange(first.translation is null ? [] : [first.translation]);
        return Resources.Transcript(first.workflow, rows.Select(r => r.segment).OfType<Segment>());
    }

    // Steps and contacts are few: one query brings all of them, each step with each contact. By plain joins, for which SQLite uses its indexes.
    private async Task<(Workflow Workflow, int? Ahead, List<Contact> Contacts)> WithContactsAsync(Guid id, CancellationToken ct)
    {
        var rows = await (
            from workflow in db.Workflows
            where workflow.Id == id && workflow.Owner == Owner.Local
            from step in db.Steps.Where(s => s.WorkflowId == workflow.Id)
            from contact in db.Contacts.Where(c => c.WorkflowId == workflow.Id).DefaultIfEmpty()
            from item in db.ActionItems.Where(i => i.WorkflowId == contact!.WorkflowId && i.ContactIndex == contact.Index).DefaultIfEmpty()
            let ahead = workflow.Status == WorkflowStatus.Queued ? db.QueuePlaces.Where(p => p.SubjectId == workflow.Id).Select(p => (int?)p.Ahead).FirstOrDefault() : null
            select new { workflow, ahead, step, contact, item }).AsNoTrackingWithIdentityResolution().ToListAsync(ct);
        if (rows is not [var first, ..])
        {
            throw NotFound(id);
        }
        first.workflow.Steps.Clear(); // Whether or not EF has put some there.
        first.workflow.Steps.AddRange(rows.Select(r => r.step).DistinctBy(s => s.Name));
        var contacts = rows.Select(r => r.contact).OfType<Contact>().DistinctBy(c => c.Index).OrderBy(c => c.Index).ToList();
        foreach (var contact in contacts)
        {
            contact.ActionItems.Clear();
            contact.ActionItems.AddRange(rows.Select(r => r.item).OfType<ActionItem>().Where(i => i.ContactIndex == contact.Index).DistinctBy(i => i.Index));
        }
        return (first.workflow, first.ahead, contacts);
    }

    private static ProblemException NotFound(Guid id) => ProblemType.WorkflowNotFound.Because($"There is no workflow {id}. It may have been deleted.");
}
