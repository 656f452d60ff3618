using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Progress;
using RoiApp.Api.Reports;
using RoiApp.Api.Workflows.Contacts;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Pipeline;

/// <summary>Turns one of Processing's events into rows and into an event of our own, within the caller's transaction.</summary>
internal sealed class EventWriter(PipelineMetrics metrics)
{
    public Task ApplyAsync(WorkflowRun run, WorkflowChange change, Wire.ProcessEvent e, CancellationToken ct)
    {
        switch (e.EventCase)
        {
            case Wire.ProcessEvent.EventOneofCase.StepStarted:
                Start(run, change, e.StepStarted);
                return Task.CompletedTask;
            case Wire.ProcessEvent.EventOneofCase.Segment when !run.DoneBefore.Contains(StepName.Transcription):
                Add(run, change, FromWire.Segment(change.Workflow.Id, e.Segment));
                return Task.CompletedTask;
            case Wire.ProcessEvent.EventOneofCase.Translation when !run.DoneBefore.Contains(StepName.Translation):
                return TranslateAsync(change, e.Translation, ct);
            case Wire.ProcessEvent.EventOneofCase.Report when !run.DoneBefore.Contains(StepName.Extraction):
                return ReportAsync(change, e.Report, ct);
            case Wire.ProcessEvent.EventOneofCase.StepCompleted:
                return CompleteAsync(run, change, e.StepCompleted, ct);
            case Wire.ProcessEvent.EventOneofCase.StepFailed:
                Fail(run, change, e.StepFailed);
                return Task.CompletedTask;
            default:
                return Task.CompletedTask; // Passed on only, of a step done before, or of a newer Processing.
        }
    }

    /// <summary>Whether the event needs the workflow's steps to be there.</summary>
    public static bool IsOfStep(Wire.ProcessEvent e) =>
        e.EventCase is Wire.ProcessEvent.EventOneofCase.StepStarted or Wire.ProcessEvent.EventOneofCase.StepCompleted or Wire.ProcessEvent.EventOneofCase.StepFailed;

    private static void Start(WorkflowRun run, WorkflowChange change, Wire.StepStarted started)
    {
        if (Unfinished(run, change, started.Step) is not { Status: StepStatus.Pending } step)
        {
            return;
        }
        step.MoveTo(StepStatus.Running, change.Now);
        Name(step, started.Engine);
        change.SayStep(EventTypes.StepStarted, step, $"{step.Name} started.");
    }

    private async Task CompleteAsync(WorkflowRun run, WorkflowChange change, Wire.StepCompleted completed, CancellationToken ct)
    {
        if (Unfinished(run, change, completed.Step) is not { } step)
        {
            return;
        }
        step.MoveTo(completed.Skipped ? StepStatus.Skipped : StepStatus.Completed, change.Now);
        step.ElapsedMs = completed.ElapsedMs;
        Name(step, completed.Engine);
        step.Note = completed.Note.Length > 0 ? FromWire.Text(completed.Note) : null;
        if (completed.Language.Length > 0)
        {
            change.Workflow.Language = completed.Language;
        }
        if (step is { Name: StepName.Transcription, Status: StepStatus.Completed, EngineName: { } name, EngineVersion: { } version } && run.Source == SourceKind.Audio)
        {
            await EnterAsync(run, change.Db, name, version, ct);
        }
        change.SayStep(EventTypes.StepCompleted, step, completed.Skipped ? $"{step.Name} was not needed." : $"{step.Name} done in {completed.ElapsedMs / 1000.0:0.0} s. {step.Note}".TrimEnd());
        metrics.StepEnded(step.Name, step.Status, completed.ElapsedMs);
    }

    /// <summary>Enters the transcript as known, unless a later hearing of the recording has been entered: then this one was given up for lost, and came late.</summary>
    private static async Task EnterAsync(WorkflowRun run, RoiDb db, string engine, string version, CancellationToken ct)
    {
        var fence = run.Hearing?.Fence ?? 0;
        if (!await db.KnownTranscripts.AnyAsync(
            k => k.Owner == run.Owner && k.AudioSha256 == run.Sha256 && k.Language == run.Language && k.EngineName == engine && k.EngineVersion == version && k.Fence > fence, ct))
        {
            db.KnownTranscripts.Add(new()
            {
                Owner = run.Owner,
                AudioSha256 = run.Sha256,
                Language = run.Language, // As asked for; what was found may be another.
                EngineName = engine,
                EngineVersion = version,
                Fence = fence,
                WorkflowId = run.WorkflowId,
            });
        }
    }

    private void Fail(WorkflowRun run, WorkflowChange change, Wire.StepFailed failed)
    {
        if (Unfinished(run, change, failed.Step) is not { } step)
        {
            return;
        }
        step.MoveTo(StepStatus.Failed, change.Now);
        step.ElapsedMs = failed.ElapsedMs;
        (step.ErrorCode, step.ErrorMessage) = (failed.Code, failed.Message);
        change.SayStep(EventTypes.StepCompleted, step, failed.Message);
        metrics.StepEnded(step.Name, step.Status, failed.ElapsedMs);
    }

    private static void Add(WorkflowRun run, WorkflowChange change, Segment segment)
    {
        // Those of an earlier attempt were cleared away as this one began, and nobody else adds any.
        if (!run.SegmentsAdded.Add(segment.Index))
        {
            throw new UnexpectedEventException($"Processing sent segment {segment.Index} twice.");
        }
        change.Db.Segments.Add(segment);
        change.SaySegment(EventTypes.Segment, StepName.Transcription, segment);
    }

    private static async Task TranslateAsync(WorkflowChange change, Wire.SegmentTranslation translation, CancellationToken ct)
    {
        var segment = await change.Db.Segments.FindAsync([change.Workflow.Id, translation.Index], ct)
            ?? throw new UnexpectedEventException($"Processing translated segment {translation.Index}, which it has not sent.");
        segment.Translation = FromWire.Text(translation.Text);
        change.SaySegment(EventTypes.Translation, StepName.Translation, segment);
    }

    private static async Task ReportAsync(WorkflowChange change, Wire.Report report, CancellationToken ct)
    {
        var id = change.Workflow.Id;
        var before = await change.Db.Contacts.AsNoTracking().Include(c => c.ActionItems).Where(c => c.WorkflowId == id && c.EditedAt != null).ToListAsync(ct);
        await change.Db.Contacts.Where(c => c.WorkflowId == id).ExecuteDeleteAsync(ct); // Of an earlier attempt.
        foreach (var entry in change.Db.ChangeTracker.Entries<Contact>().ToList())
        {
            entry.State = EntityState.Detached;
        }
        var contacts = KeptEdits.Over(before, [.. report.Contacts.Select((c, i) => FromWire.Contact(id, i, c))]);
        change.Db.Contacts.AddRange(contacts);
        change.SayReport(Resources.Report(id, contacts), contacts.Count == 1 ? "One contact found." : $"{contacts.Count} contacts found.");
    }

    // Null for a step that an earlier attempt finished, or that has been said to be finished already.
    private static WorkflowStep? Unfinished(WorkflowRun run, WorkflowChange change, Wire.StepName name)
    {
        var step = change.Workflow.Step(FromWire.Step(name));
        return run.DoneBefore.Contains(step.Name) || step.IsDone || step.Status == StepStatus.Failed ? null : step;
    }

    private static void Name(WorkflowStep step, Wire.Engine? engine)
    {
        if (engine is { Name.Length: > 0 })
        {
            (step.EngineName, step.EngineVersion) = (engine.Name, engine.Version);
        }
    }
}
