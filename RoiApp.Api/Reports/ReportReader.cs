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
        await HotQueries.WorkflowAsync(db, id, ct) ?? throw NotFound(id);

    /// <summary>The workflow as REST answers it, with its place in the queue.</summary>
    /// <exception cref="ProblemException">There is no such workflow.</exception>
    public async Task<WorkflowResource> ResourceAsync(Guid id, CancellationToken ct)
    {
        var workflow = await WorkflowAsync(id, ct);
        var ahead = workflow.Status == WorkflowStatus.Queued ? await db.QueuePlaces.Where(p => p.SubjectId == id).Select(p => (int?)p.Ahead).FirstOrDefaultAsync(ct) : null;
        return Resources.Of(workflow, ahead);
    }

    public ValueTask<List<Segment>> SegmentsAsync(Guid id, CancellationToken ct) => HotQueries.SegmentsAsync(db, id, ct);

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

    private async Task<(Workflow Workflow, int? Ahead, List<Contact> Contacts)> WithContactsAsync(Guid id, CancellationToken ct)
    {
        var rows = await HotQueries.FoundAsync(db, id, ct);
        if (rows is not [var first, ..])
        {
            throw NotFound(id);
        }
        first.Workflow.Steps.Clear(); // Whether or not EF has put some there.
        first.Workflow.Steps.AddRange(rows.Select(r => r.Step).DistinctBy(s => s.Name));
        var contacts = rows.Select(r => r.Contact).OfType<Contact>().DistinctBy(c => c.Index).OrderBy(c => c.Index).ToList();
        foreach (var contact in contacts)
        {
            contact.ActionItems.Clear();
            contact.ActionItems.AddRange(rows.Select(r => r.Item).OfType<ActionItem>().Where(i => i.ContactIndex == contact.Index).DistinctBy(i => i.Index));
        }
        return (first.Workflow, first.Ahead, contacts);
    }

    private static ProblemException NotFound(Guid id) => ProblemType.WorkflowNotFound.Because($"There is no workflow {id}. It may have been deleted.");
}
