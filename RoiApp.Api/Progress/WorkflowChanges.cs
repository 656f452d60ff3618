using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RoiApp.Api.Data;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>Opens the one way to change a workflow.</summary>
internal sealed class WorkflowChanges(EventFeed feed, TimeProvider time)
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
                return new(db, write, workflow, feed, time.Now());
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
        return new(db, write, workflow, feed, workflow.CreatedAt);
    }
}

/// <summary>A transaction on one workflow: its new state and the events that tell of it are written together, then published.</summary>
internal sealed class WorkflowChange(RoiDb db, WriteTransaction write, Workflow workflow, EventFeed feed, DateTimeOffset now) : IAsyncDisposable
{
    private readonly List<EventResource> _said = [];
    private bool _deleted;

    public RoiDb Db => db;

    public Workflow Workflow => workflow;

    public DateTimeOffset Now => now;

    public void SayStatus(string? message) => Say(EventTypes.WorkflowStatus, step: null, message, () => Resources.Of(workflow), ApiJson.Default.WorkflowResource);

    public void SayStep(string type, WorkflowStep step, string? message) =>
        Say(type, Words.Of(step.Name), message, () => Resources.Of(step), ApiJson.Default.StepResource);

    public void SaySegment(string type, StepName step, Segment segment) =>
        Say(type, Words.Of(step), message: null, () => Resources.Of(segment), ApiJson.Default.SegmentResource);

    public void SayReport(ReportResource report, string? message) =>
        Say(EventTypes.Report, Words.Of(StepName.Extraction), message, () => report, ApiJson.Default.ReportResource);

    /// <summary>Deletes the workflow with all it found; nothing can be said after.</summary>
    public void Delete()
    {
        db.Workflows.Remove(workflow);
        _said.Clear();
        _said.Add(OwnerLog.Deletion(workflow.Id, workflow.LastSeq + 1, now));
        _deleted = true;
    }

    /// <summary>Writes and commits all of it, then tells the watchers.</summary>
    public async Task CommitAsync(CancellationToken ct)
    {
        workflow.UpdatedAt = now;
        await db.SaveChangesAsync(ct);
        if (_said.Count == 0)
        {
            await write.CommitAsync(ct);
            return;
        }
        var seq = _said[^1].Seq;
        var position = await OwnerLog.AppendAsync(db, workflow, seq, _said.Count, _deleted, now, ct);
        await write.CommitAsync(ct);
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
