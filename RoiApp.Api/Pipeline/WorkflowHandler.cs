using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;
using RoiApp.Api.Workflows;

namespace RoiApp.Api.Pipeline;

/// <summary>Runs one attempt at a workflow: through Processing, and into whichever state it ends in.</summary>
internal sealed partial class WorkflowHandler(
    ProcessingCall processing,
    Checkpoints checkpoints,
    KnownTranscripts known,
    Hearings hearings,
    PassingEvents passing,
    AudioStore audio,
    IOptions<PipelineOptions> options,
    ILogger<WorkflowHandler> logger) : IJobHandler
{
    private static readonly TimeSpan s_settleWithin = TimeSpan.FromSeconds(10);

    public string Kind => WorkflowJob.Kind;

    public async Task RunAsync(Lease lease, CancellationToken lost, CancellationToken stopping)
    {
        using var activity = PipelineMetrics.Activities.StartActivity("workflow.run");
        activity?.SetTag("roiapp.workflow.id", lease.SubjectId).SetTag("roiapp.attempt", lease.Attempt);
        if (await checkpoints.LoadAsync(lease, lost) is not { } run)
        {
            throw new LeaseLostException();
        }
        await using var hearing = await hearings.BeginAsync(run, lost);
        if (hearing is null)
        {
            await checkpoints.PostponeAsync(run, options.Value.LookForTranscriptEvery, "The same recording is being heard for another workflow; its transcript will be taken over.", lost);
            return;
        }
        run.Hearing = hearing;
        if (await known.TakeOverAsync(run, lost)) // After the one before has ended: what it heard is there.
        {
            await hearing.DisposeAsync();
            run = await checkpoints.LoadAsync(lease, lost, hasTakenOver: true) ?? throw new LeaseLostException();
        }
        if (run.AllDoneBefore)
        {
            await checkpoints.CompleteAsync(run, lost);
            return;
        }
        if (!run.DoneBefore.Contains(StepName.Transcription) && !File.Exists(audio.PathOf(run.Sha256)))
        {
            await checkpoints.FailAsync(run, "recording-missing", "The recording is no longer in the server's storage. Upload it again.", lost);
            return;
        }

        var ended = new EndOfSteps(run);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, stopping);
        try
        {
            await processing.RunAsync(run, batch => TakeAsync(run, ended, batch, lost), either.Token);
        }
        catch (Exception) when (lost.IsCancellationRequested)
        {
            throw new LeaseLostException();
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The host waits for us, but not for ever.
            using var timeout = new CancellationTokenSource(s_settleWithin);
            await checkpoints.GiveBackAsync(run, TimeSpan.Zero, "The server is going down; this goes on when it is back.", timeout.Token);
            return;
        }
        catch (Exception e) when (e is RpcException or SilenceException or UnexpectedEventException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            await SettleAsync(run, CallFailure.Of(e, run, options.Value.TryAgainAfter), lost);
            return;
        }
        await SettleAsync(run, ended, lost);
    }

    public Task AbandonAsync(Lease lease, string reason, CancellationToken ct) =>
        checkpoints.FailAsync(lease, "gave-up", $"{reason} Retry it, or look at the server's log.", ct);

    private async Task TakeAsync(WorkflowRun run, EndOfSteps ended, IReadOnlyList<Wire.ProcessEvent> batch, CancellationToken lost)
    {
        if (!run.HasBegun)
        {
            await checkpoints.BeginAsync(run, lost);
            run.HasBegun = true;
        }
        foreach (var e in batch)
        {
            run.Advance(e.Progress?.OverallPercent);
            run.Heard = e.Audio ?? run.Heard;
            ended.Note(e);
        }
        if (batch.Any(IsKept))
        {
            await checkpoints.WriteAsync(run, batch, lost);
        }
        if (run.Hearing is { } hearing && batch.Any(e => e.StepCompleted is { Step: Wire.StepName.Transcription }))
        {
            await hearing.DisposeAsync(); // Heard, and written down: who waits for it can have it.
        }
        await passing.PassAsync(run, batch, lost);
    }

    private async Task SettleAsync(WorkflowRun run, EndOfSteps ended, CancellationToken lost)
    {
        if (ended.Failure is { } failed)
        {
            if (failed.Retryable && !run.Lease.IsLastAttempt)
            {
                await checkpoints.RetryAsync(run, failed.Message, lost);
            }
            else
            {
                await checkpoints.FailAsync(run, failed.Code, failed.Message, lost);
            }
        }
        else if (ended.AllDone)
        {
            passing.Completed();
            await checkpoints.CompleteAsync(run, lost);
        }
        else
        {
            await SettleAsync(run, new CallFailure("processing-incomplete", "Processing ended before all steps were done.", Permanent: false, GiveBackAfter: null), lost);
        }
    }

    private async Task SettleAsync(WorkflowRun run, CallFailure failure, CancellationToken lost)
    {
        if (failure.GiveBackAfter is { } after)
        {
            if (await checkpoints.GiveBackAsync(run, after, failure.Message, lost))
            {
                Log.CallFailed(logger, run.WorkflowId, run.Lease.Attempt, failure.Code, failure.Message); // Once, not with every look.
            }
            return;
        }
        Log.CallFailed(logger, run.WorkflowId, run.Lease.Attempt, failure.Code, failure.Message);
        if (failure.Permanent || run.Lease.IsLastAttempt)
        {
            await checkpoints.FailAsync(run, failure.Code, failure.Message, lost);
        }
        else
        {
            await checkpoints.RetryAsync(run, failure.Message, lost);
        }
    }

    private static bool IsKept(Wire.ProcessEvent e) =>
        e.EventCase is not (Wire.ProcessEvent.EventOneofCase.Progress or Wire.ProcessEvent.EventOneofCase.Partial or Wire.ProcessEvent.EventOneofCase.Audio or Wire.ProcessEvent.EventOneofCase.None);

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Warning, "Workflow {WorkflowId}, attempt {Attempt}: {Code}. {Message}")]
        public static partial void CallFailed(ILogger logger, Guid workflowId, int attempt, string code, string message);
    }
}
