using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;
using RoiApp.Api.Problems;
using RoiApp.Api.Progress;

namespace RoiApp.Api.Workflows;

/// <summary>What people do to a workflow: cancel, retry, delete.</summary>
internal sealed class WorkflowActions(RoiDb db, WorkflowChanges changes, JobQueue queue, JobSignal signal, RunningJobs running, AudioStore audio)
{
    /// <summary>Stops it; what its finished steps found stays.</summary>
    public async Task<Workflow> CancelAsync(Guid id, CancellationToken ct)
    {
        await using var change = await BeginAsync(id, ct);
        var workflow = change.Workflow;
        if (workflow.Status.IsFinal())
        {
            throw ProblemType.WrongState.Because($"The workflow is {Words.Of(workflow.Status)} already. Only an unfinished one can be cancelled.");
        }
        await queue.CancelAsync(db, WorkflowJob.Kind, id, ct);
        foreach (var step in workflow.Steps.Where(s => s.Status == StepStatus.Running))
        {
            step.MoveTo(StepStatus.Pending, change.Now);
        }
        workflow.MoveTo(WorkflowStatus.Cancelled, change.Now);
        change.SayStatus("Cancelled.");
        await change.CommitAsync(ct);
        running.Cancel(id);
        return workflow;
    }

    /// <summary>Queues it again from the step that did not finish, with the content that is stored.</summary>
    public async Task<Workflow> RetryAsync(Guid id, CancellationToken ct)
    {
        await using var change = await BeginAsync(id, ct);
        var workflow = change.Workflow;
        if (workflow.Status is not (WorkflowStatus.Failed or WorkflowStatus.Cancelled))
        {
            throw ProblemType.WrongState.Because($"The workflow is {Words.Of(workflow.Status)}. Only a failed or cancelled one can be retried.");
        }
        if (!workflow.Step(StepName.Transcription).IsDone && !File.Exists(audio.PathOf(workflow.AudioSha256)))
        {
            throw ProblemType.AudioMissing.Because("The recording is no longer stored, and it has not been transcribed. Upload it again.");
        }
        foreach (var step in workflow.Steps.Where(s => s.Status is StepStatus.Failed or StepStatus.Running))
        {
            step.MoveTo(StepStatus.Pending, change.Now);
        }
        workflow.MoveTo(WorkflowStatus.Queued, change.Now);
        await queue.ReviveAsync(db, WorkflowJob.Kind, id, workflow.Priority, ct);
        change.SayStatus("To be tried again; finished steps are kept.");
        await change.CommitAsync(ct);
        signal.Set();
        return workflow;
    }

    /// <summary>Deletes it with all it found, and its content unless another workflow has the same.</summary>
    public async Task DeleteAsync(Guid id, CancellationToken ct)
    {
        string sha256;
        await using (var change = await BeginAsync(id, ct))
        {
            sha256 = change.Workflow.AudioSha256;
            await JobQueue.DeleteAsync(db, WorkflowJob.Kind, id, ct);
            change.Delete();
            await change.CommitAsync(ct);
        }
        running.Cancel(id);
        // Past the commit the client's patience no longer counts.
        await audio.DeleteAsync(sha256, () => db.Workflows.AnyAsync(w => w.AudioSha256 == sha256, CancellationToken.None), CancellationToken.None);
    }

    private async Task<WorkflowChange> BeginAsync(Guid id, CancellationToken ct)
    {
        var change = await changes.BeginAsync(db, id, ct);
        if (change is { Workflow.Owner: Owner.Local })
        {
            return change;
        }
        await (change?.DisposeAsync() ?? default);
        throw ProblemType.WorkflowNotFound.Because($"There is no workflow {id}. It may have been deleted.");
    }
}
