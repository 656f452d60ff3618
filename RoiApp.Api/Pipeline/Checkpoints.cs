using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;
using RoiApp.Api.Progress;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Pipeline;

/// <summary>Where a run meets the database. Each call is one transaction, under the fence of the run's lease.</summary>
internal sealed class Checkpoints(IServiceScopeFactory scopes, JobQueue queue, WorkflowChanges changes, EventWriter events)
{
    /// <summary>What the attempt starts from. Null when the workflow is gone or in no state to be run.</summary>
    public async Task<WorkflowRun?> LoadAsync(Lease lease, CancellationToken ct, bool hasTakenOver = false)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var workflow = await db.Workflows.AsNoTracking().Include(w => w.Steps).SingleOrDefaultAsync(w => w.Id == lease.SubjectId, ct);
        if (workflow is not { Status: WorkflowStatus.Queued or WorkflowStatus.Running })
        {
            return null;
        }
        var finished = workflow.Step(StepName.Transcription).IsDone
            ? await db.Segments.AsNoTracking().Where(s => s.WorkflowId == workflow.Id).OrderBy(s => s.Index).ToListAsync(ct)
            : [];
        var listens = workflow.Source == SourceKind.Audio && !workflow.Step(StepName.Extraction).IsDone;
        return new(lease, workflow, finished) { HasTakenOver = hasTakenOver, KnownContacts = listens ? await KnownContacts.OfAsync(db, workflow, ct) : [] };
    }

    /// <summary>Gives the workflow the transcript that another holds. False when that one is gone.</summary>
    public async Task<bool> TakeOverAsync(WorkflowRun run, KnownTranscript known, CancellationToken ct)
    {
        var taken = false;
        await ChangeAsync(run, async change =>
        {
            var from = await change.Db.Workflows.AsNoTracking().SingleOrDefaultAsync(w => w.Id == known.WorkflowId, ct);
            if (from is null)
            {
                return; // Deleted meanwhile.
            }
            var workflow = change.Workflow;
            await StartOverAsync(run, change, ct);
            if (workflow.Status != WorkflowStatus.Running)
            {
                workflow.MoveTo(WorkflowStatus.Running, change.Now);
            }
            (workflow.Language, workflow.DurationMs, workflow.AudioFormat) = (from.Language, from.DurationMs, from.AudioFormat);
            change.SayStatus("Heard before: the transcript is taken over.");
            await foreach (var segment in change.Db.Segments.AsNoTracking().Where(s => s.WorkflowId == from.Id).OrderBy(s => s.Index).AsAsyncEnumerable().WithCancellation(ct))
            {
                var copy = segment.CopyFor(workflow.Id);
                change.Db.Segments.Add(copy);
                change.SaySegment(EventTypes.Segment, StepName.Transcription, copy);
            }
            var step = workflow.Step(StepName.Transcription);
            step.MoveTo(StepStatus.Completed, change.Now);
            (step.Cached, step.ElapsedMs, step.EngineName, step.EngineVersion) = (true, 0, known.EngineName, known.EngineVersion);
            change.SayStep(EventTypes.StepCompleted, step, $"{step.Name} taken over from an earlier run of the same recording.");
            taken = true;
        }, ct);
        return taken;
    }

    /// <summary>Processing has answered: the workflow runs, and what an earlier attempt left unfinished is cleared away.</summary>
    public Task BeginAsync(WorkflowRun run, CancellationToken ct) => ChangeAsync(run, async change =>
    {
        var workflow = change.Workflow;
        await StartOverAsync(run, change, ct);
        if (run.HasTakenOver)
        {
            return; // It runs already, and that has been said.
        }
        var again = workflow.Status == WorkflowStatus.Running;
        if (!again)
        {
            workflow.MoveTo(WorkflowStatus.Running, change.Now);
        }
        workflow.Progress = run.Progress;
        change.SayStatus(again ? "Resumed after an interruption." : run.DoneBefore.Count > 0 ? "Running again; finished steps are kept." : "Running.");
    }, ct);

    private static async Task StartOverAsync(WorkflowRun run, WorkflowChange change, CancellationToken ct)
    {
        foreach (var step in change.Workflow.Steps.Where(s => s.Status is StepStatus.Running or StepStatus.Failed))
        {
            step.MoveTo(StepStatus.Pending, change.Now);
        }
        if (!run.DoneBefore.Contains(StepName.Transcription))
        {
            await change.ForgetSegmentsAsync(ct);
        }
    }

    /// <summary>Writes a batch of events and what they bring.</summary>
    public Task WriteAsync(WorkflowRun run, IReadOnlyList<Wire.ProcessEvent> batch, CancellationToken ct) => ChangeAsync(run, async change =>
    {
        change.Workflow.Progress = run.Progress;
        foreach (var e in batch)
        {
            await events.ApplyAsync(run, change, e, ct);
        }
    }, withSteps: batch.Any(EventWriter.IsOfStep), ct);

    public Task CompleteAsync(WorkflowRun run, CancellationToken ct) => ChangeAsync(run, async change =>
    {
        await queue.CompleteAsync(change.Db, run.Lease, ct);
        if (change.Workflow.Status == WorkflowStatus.Queued)
        {
            change.Workflow.MoveTo(WorkflowStatus.Running, change.Now); // Nothing was left to do.
        }
        change.Workflow.MoveTo(WorkflowStatus.Completed, change.Now);
        change.SayStatus("Completed.");
    }, ct);

    /// <summary>Ends the workflow as failed, keeping what its finished steps found.</summary>
    public Task FailAsync(WorkflowRun run, string code, string message, CancellationToken ct) =>
        ChangeAsync(run, change => FailAsync(change, run.Lease, code, message, ct), ct);

    /// <inheritdoc cref="FailAsync(WorkflowRun, string, string, CancellationToken)"/>
    public Task FailAsync(Lease lease, string code, string message, CancellationToken ct) =>
        ChangeAsync(lease, change => FailAsync(change, lease, code, message, ct), withSteps: true, ct);

    private async Task FailAsync(WorkflowChange change, Lease lease, string code, string message, CancellationToken ct)
    {
        await queue.FailAsync(change.Db, lease, $"{code}: {message}", ct);
        foreach (var step in change.Workflow.Steps.Where(s => s.Status == StepStatus.Running))
        {
            step.MoveTo(StepStatus.Failed, change.Now);
            (step.ErrorCode, step.ErrorMessage) = (code, message);
        }
        change.Workflow.Fail(code, message, change.Now);
        change.SayStatus(message);
    }

    /// <summary>Puts the workflow back into the queue, after the back-off.</summary>
    public Task RetryAsync(WorkflowRun run, string why, CancellationToken ct) => ChangeAsync(run, async change =>
    {
        var at = await queue.RetryAsync(change.Db, run.Lease, why, ct);
        await SayQueuedAsync(change, $"{why} Trying again in {Math.Max(1, (at - change.Now).TotalSeconds):0} s (attempt {run.Lease.Attempt + 1} of {run.Lease.MaxAttempts}).", ct);
    }, ct);

    /// <summary>Puts the workflow back into the queue without spending the attempt. Answers whether watchers have been told something new.</summary>
    public async Task<bool> GiveBackAsync(WorkflowRun run, TimeSpan after, string why, CancellationToken ct)
    {
        var before = run.LastSeq;
        await ChangeAsync(run, async change =>
        {
            await queue.GiveBackAsync(change.Db, run.Lease, after, why, ct);
            await SayQueuedAsync(change, why, ct);
        }, ct);
        return run.LastSeq != before;
    }

    /// <summary>Puts the workflow back into the queue for a while, spending no attempt; others are run meanwhile.</summary>
    public Task PostponeAsync(WorkflowRun run, TimeSpan after, string why, CancellationToken ct) => ChangeAsync(run, async change =>
    {
        await queue.PostponeAsync(change.Db, run.Lease, after, why, ct);
        await SayQueuedAsync(change, why, ct);
    }, ct);

    private static async Task SayQueuedAsync(WorkflowChange change, string message, CancellationToken ct)
    {
        var workflow = change.Workflow;
        if (workflow.Status == WorkflowStatus.Running)
        {
            workflow.MoveTo(WorkflowStatus.Queued, change.Now);
        }
        else if (await change.Db.Events.AnyAsync(e => e.WorkflowId == workflow.Id && e.Seq == workflow.LastSeq && e.Message == message, ct))
        {
            return; // Said already. Engines that are away for an hour must not fill the log.
        }
        foreach (var step in workflow.Steps.Where(s => s.Status == StepStatus.Running))
        {
            step.MoveTo(StepStatus.Pending, change.Now);
        }
        change.SayStatus(message);
    }

    private Task ChangeAsync(WorkflowRun run, Func<WorkflowChange, Task> apply, CancellationToken ct) => ChangeAsync(run, apply, withSteps: true, ct);

    private async Task ChangeAsync(WorkflowRun run, Func<WorkflowChange, Task> apply, bool withSteps, CancellationToken ct) =>
        run.LastSeq = await ChangeAsync(run.Lease, change =>
        {
            run.WriteHeard(change.Workflow);
            return apply(change);
        }, withSteps, ct);

    private async Task<long> ChangeAsync(Lease lease, Func<WorkflowChange, Task> apply, bool withSteps, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        await using var change = await changes.BeginAsync(db, lease.SubjectId, withSteps, ct) ?? throw new LeaseLostException(); // Deleted.
        await queue.HoldAsync(db, lease, ct);
        await apply(change);
        await change.CommitAsync(ct);
        return change.Workflow.LastSeq;
    }
}
