using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Caching;
using RoiApp.Api.Data;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>Opens the one way to change a workflow.</summary>
internal sealed class WorkflowChanges(EventFeed feed, RowVersions versions, TimeProvider time)
{
    /// <summary>Holds the workflow against other writers; null when there is none.</summary>
    public Task<WorkflowChange?> BeginAsync(RoiDb db, Guid id, CancellationToken ct) => BeginAsync(db, id, withSteps: true, ct);

    /// <inheritdoc cref="BeginAsync(RoiDb, Guid, CancellationToken)"/>
    /// <param name="withSteps">False where no step is looked at, and no status said.</param>
    public async Task<WorkflowChange?> BeginAsync(RoiDb db, Guid id, bool withSteps, CancellationToken ct)
    {
        var write = await db.BeginWriteAsync(ct);
        try
        {
            if (await db.HoldWorkflowAsync(id, withSteps, ct) is { } workflow)
            {
                return new(db, write, workflow, feed, versions, time.Now());
            }
            await write.DisposeAsync();
            return null;
        }
        catch
        {
            await write.DisposeAsync();
            throw;
        }
    }

    /// <summary>As <see cref="BeginAsync"/>, for a workflow that is new with this transaction.</summary>
    public async Task<WorkflowChange> BeginNewAsync(RoiDb db, Workflow workflow, CancellationToken ct)
    {
        var write = await db.BeginWriteAsync(ct);
        db.Workflows.Add(workflow);
        return new(db, write, workflow, feed, versions, workflow.CreatedAt);
    }
}

/// <summary>A transaction on one workflow: its new state and the events that tell of it are written together, then published. What nothing tells of is not changed.</summary>
internal sealed class WorkflowChange(RoiDb db, WriteTransaction write, Workflow workflow, EventFeed feed, RowVersions versions, DateTimeOffset now) : IAsyncDisposable
{
    private readonly List<EventResource> _said = [];
    private bool _content;
    private bool _deleted;

    public RoiDb Db => db;

    public Workflow Workflow => workflow;

    public DateTimeOffset Now => now;

    public void SayStatus(string? message) => Say(EventTypes.WorkflowStatus, step: null, message, () => Resources.Of(workflow), ApiJson.Default.WorkflowResource);

    public void SayStep(string type, WorkflowStep step, string? message) =>
        Say(type, Words.Of(step.Name), message, () => Resources.Of(step), ApiJson.Default.StepResource);

    public void SaySegment(string type, StepName step, Segment segment)
    {
        _content = true;
        Say(type, Words.Of(step), message: null, () => Resources.Of(segment), ApiJson.Default.SegmentResource);
    }

    public void SayReport(ReportResource report, string? message)
    {
        _content = true;
        Say(EventTypes.Report, Words.Of(StepName.Extraction), message, () => report, ApiJson.Default.ReportResource);
    }

    /// <summary>Deletes the workflow's segments; say something after.</summary>
    public async Task ForgetSegmentsAsync(CancellationToken ct) => _content |= await db.Segments.Where(s => s.WorkflowId == workflow.Id).ExecuteDeleteAsync(ct) > 0;

    /// <summary>Deletes the workflow with all it found; nothing can be said after.</summary>
    public void Delete()
    {
        db.Workflows.Remove(workflow);
        _said.Clear();
        _said.Add(OwnerLog.Deletion(workflow.Id, workflow.LastSeq + 1, now));
        (_deleted, _content) = (true, true);
    }

    /// <summary>Writes and commits all of it; from then on nothing older is answered from the cache. Then tells the watchers.</summary>
    public async Task CommitAsync(CancellationToken ct)
    {
        if (_said.Count == 0)
        {
            // Copies of it are kept until an event tells of a change.
            db.Entry(workflow).State = EntityState.Unchanged;
            await db.SaveChangesAsync(ct);
            await write.CommitAsync(ct);
            return;
        }
        workflow.UpdatedAt = now;
        await db.SaveChangesAsync(ct);
        var seq = _said[^1].Seq;
        var position = await OwnerLog.AppendAsync(db, workflow, seq, _said.Count, _content, _deleted, now, ct);
        try
        {
            await write.CommitAsync(ct);
        }
        catch
        {
            versions.Doubt(); // It may have been committed all the same.
            throw;
        }
        versions.Changed(workflow.Owner, workflow.Id, position, _content);
        feed.Publish(new(workflow.Owner, workflow.Id, seq, position, _said.Count, _said));
    }

    public ValueTask DisposeAsync() => write.DisposeAsync();

    private void Say<T>(string type, string? step, string? message, Func<T> data, JsonTypeInfo<T> shape)
    {
        workflow.LastSeq++;
        var json = JsonSerializer.SerializeToElement(data(), shape);
        _said.Add(new(workflow.LastSeq, workflow.Id, now, type, step, Math.Round(workflow.Progress, 2), message, json));
        db.Events.Add(new()
        {
            WorkflowId = workflow.Id,
            Seq = workflow.LastSeq,
            At = now,
            Type = type,
            Step = step,
            Percent = Math.Round(workflow.Progress, 2),
            Message = message,
            Data = json.GetRawText(),
        });
    }
}
