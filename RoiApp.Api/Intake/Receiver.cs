using RoiApp.Api.Data;
using RoiApp.Api.Jobs;
using RoiApp.Api.Progress;
using RoiApp.Api.Workflows;

namespace RoiApp.Api.Intake;

/// <summary>Turns whole content into a queued workflow.</summary>
internal sealed class Receiver(RoiDb db, AudioStore audio, JobQueue queue, JobSignal signal, WorkflowChanges changes, IntakeMetrics metrics, TimeProvider time)
{
    /// <summary>Answers once both the content and the workflow are safe on disk.</summary>
    public async Task<Workflow> SubmitAsync(IncomingContent content, Submission submission, SubmissionKey? key, CancellationToken ct) =>
        (await SubmitAsync(content.Whole, submission, key, (_, _) => Task.FromResult(true), ct))!;

    /// <param name="together">Runs in the workflow's transaction: what it changes is written with the workflow or not at all. False takes all of it back.</param>
    /// <returns>Null when it was taken back.</returns>
    public Task<Workflow?> SubmitAsync(
        WholeContent content, Submission submission, SubmissionKey? key, Func<Workflow, CancellationToken, Task<bool>> together, CancellationToken ct) =>
        // File first, row second: an orphan file is swept, a dangling row would be a lost memo.
        audio.StoreAsync(content.PartPath, content.Sha256, async () =>
        {
            var workflow = Create(content, submission);
            await using var change = await changes.BeginNewAsync(db, workflow, ct);
            if (!await together(workflow, ct))
            {
                db.ChangeTracker.Clear();
                return null;
            }
            queue.Add(db, WorkflowJob.Kind, workflow.Id, workflow.Priority, ExpectedLength.Of(content.Format, content.Bytes));
            workflow.MoveTo(WorkflowStatus.Queued, change.Now);
            change.SayStatus("Received; waiting for its turn.");
            await (key?.RecordAsync(db, workflow, change.Now, ct) ?? Task.CompletedTask);
            await change.CommitAsync(ct); // Workflow, steps, job and first event appear together or not at all.
            signal.Set();
            metrics.Received(content.Bytes, content.Format);
            return workflow;
        }, ct);

    private Workflow Create(WholeContent content, Submission submission)
    {
        var id = time.NewId();
        var now = time.Now();
        return new()
        {
            Id = id,
            Owner = Owner.Local,
            Name = submission.Name ?? Path.GetFileNameWithoutExtension(content.FileName),
            FileName = content.FileName,
            Source = content.Type.Source,
            Language = submission.Language,
            TargetLanguage = submission.TargetLanguage,
            Priority = submission.Priority,
            AudioSha256 = content.Sha256,
            AudioBytes = content.Bytes,
            AudioFormat = content.Format,
            CreatedAt = now,
            UpdatedAt = now,
            Steps = [.. Enum.GetValues<StepName>().Select(name => new WorkflowStep { WorkflowId = id, Name = name })],
        };
    }
}
