using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>Reads the kept events. Each call has a scope of its own: a watcher stays for minutes, a connection should not.</summary>
internal sealed class EventLog(IServiceScopeFactory scopes)
{
    /// <summary>The events after a seq, and where the workflow stands, of one moment; null when there is none (any more).</summary>
    public async Task<LogPage?> ReadAsync(Guid workflowId, long after, int atMost, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = await HotQueries.LogAsync(Db(scope), workflowId, after, atMost, ct);
        return rows is [var first, ..] ? new(first.LastSeq, first.Status, [.. rows.Select(r => r.Event).OfType<WorkflowEvent>().Select(Of)]) : null;
    }

    /// <summary>Where the workflow stands; null when there is none (any more).</summary>
    public async Task<LogHead?> HeadAsync(Guid workflowId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await HotQueries.HeadAsync(Db(scope), workflowId, ct);
    }

    /// <summary>Where several stand: one query however many are watched.</summary>
    public async Task<List<LogHead>> HeadsAsync(IReadOnlyCollection<Guid> workflowIds, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await Db(scope).Workflows.Where(w => workflowIds.Contains(w.Id)).Select(w => new LogHead(w.Id, w.LastSeq, w.Status)).ToListAsync(ct);
    }

    /// <summary>All that is known, as one event; null when the workflow is gone.</summary>
    public async Task<EventResource?> SnapshotAsync(Guid workflowId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Db(scope);
        // One consistent state: read the rows, and again if a writer came in between.
        while (true)
        {
            var workflow = await db.Workflows.AsNoTracking().Include(w => w.Steps).SingleOrDefaultAsync(w => w.Id == workflowId, ct);
            if (workflow is null)
            {
                return null;
            }
            var reader = new ReportReader(db);
            var results = new ResultsResource(
                Resources.Of(workflow),
                Resources.Transcript(workflow, await reader.SegmentsAsync(workflowId, ct)),
                Resources.Report(workflowId, await reader.ContactsAsync(workflowId, ct)));
            if (await db.Workflows.Where(w => w.Id == workflowId).Select(w => w.LastSeq).SingleOrDefaultAsync(ct) == workflow.LastSeq)
            {
                var data = JsonSerializer.SerializeToElement(results, ApiJson.Default.ResultsResource);
                return new(workflow.LastSeq, workflowId, workflow.UpdatedAt, EventTypes.Snapshot, null, results.Workflow.Progress, null, data);
            }
        }
    }

    public static EventResource Of(WorkflowEvent e) => new(e.Seq, e.WorkflowId, e.At, e.Type, e.Step, e.Percent, e.Message, Parse(e.Data));

    private static RoiDb Db(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<RoiDb>();

    private static JsonElement? Parse(string? json)
    {
        if (json is null)
        {
            return null;
        }
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}

/// <param name="LastSeq">Sequence number of the newest event.</param>
/// <param name="Events">In order.</param>
internal sealed record LogPage(long LastSeq, WorkflowStatus Status, List<EventResource> Events);
