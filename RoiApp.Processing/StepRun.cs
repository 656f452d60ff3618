using System.Diagnostics;
using RoiApp.Contracts.V1;

namespace RoiApp.Processing;

/// <summary>Runs one step and tells of it: started, then completed or failed, with its time, in events, telemetry and the log alike.</summary>
internal sealed partial class StepRun(StepName step, WorkflowEvents events, ProcessingMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>Does the step's work.</summary>
    /// <param name="engine">Who does it; null when it came ready and only has to be read.</param>
    /// <param name="work">Tells the language spoken, and who did the work where that is not <paramref name="engine"/> alone.</param>
    /// <returns>False when it failed, of which the client has been told; the rest of the workflow goes on.</returns>
    /// <remarks>A cancellation passes through: it ends the call, not the step.</remarks>
    public async Task<bool> TryAsync(Engine? engine, Func<CancellationToken, Task<StepResult>> work, CancellationToken ct)
    {
        using var activity = ProcessingMetrics.Activities.StartActivity(step.ToWord());
        if (engine is not null)
        {
            activity?.SetTag("roiapp.engine", engine.Name);
            await events.SendAsync(new StepStarted { Step = step, Engine = engine }, ct);
        }
        try
        {
            var result = await work(ct);
            await events.SendAsync(new StepCompleted { Step = step, Engine = result.By ?? engine, ElapsedMs = ElapsedMs, Language = result.Language, Note = result.Note, Skipped = engine is null }, ct);
            if (result.Note.Length > 0)
            {
                HandedOver(logger, step.ToWord(), result.Note);
            }
            metrics.StepEnded(step, engine is null ? "skipped" : "completed", Elapsed);
            return true;
        }
        catch (StepException e)
        {
            await FailAsync(activity, e, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Unforeseen(logger, e, step.ToWord());
            await FailAsync(activity, new StepException("internal-error", $"The {step.ToWord()} step ended by a fault of RoiApp's own ({e.GetType().Name}). Try again; the log has the details.", retryable: true, e), ct);
        }
        return false;
    }

    /// <summary>Tells that there was nothing to do.</summary>
    public async Task SkipAsync(string language, CancellationToken ct)
    {
        await events.SendAsync(new StepCompleted { Step = step, Skipped = true, Language = language }, ct);
        metrics.StepEnded(step, "skipped", TimeSpan.Zero);
    }

    private TimeSpan Elapsed => time.GetElapsedTime(_startedAt);

    private long ElapsedMs => (long)Elapsed.TotalMilliseconds;

    private async Task FailAsync(Activity? activity, StepException e, CancellationToken ct)
    {
        activity?.SetStatus(ActivityStatusCode.Error, e.Code);
        Failed(logger, step.ToWord(), e.Code, e.Message);
        metrics.StepEnded(step, e.Code, Elapsed);
        await events.SendAsync(new StepFailed { Step = step, Code = e.Code, Message = e.Message, Retryable = e.Retryable, ElapsedMs = ElapsedMs }, ct);
    }

    [LoggerMessage(1, LogLevel.Warning, "The {Step} step failed ({Code}): {Reason}")]
    private static partial void Failed(ILogger logger, string step, string code, string reason);

    [LoggerMessage(2, LogLevel.Error, "The {Step} step ended by a fault")]
    private static partial void Unforeseen(ILogger logger, Exception exception, string step);

    [LoggerMessage(3, LogLevel.Warning, "Another engine took part in the {Step} step: {Note}")]
    private static partial void HandedOver(ILogger logger, string step, string note);
}

/// <summary>What a step tells of itself when it is done.</summary>
/// <param name="Language">BCP 47 tag of the language spoken; empty where the step does not find it out.</param>
/// <param name="By">Who did it; null for the engine that began.</param>
/// <param name="Note">For people: why others than the engine that began took part; empty as a rule.</param>
internal sealed record StepResult(string Language, Engine? By = null, string Note = "");
