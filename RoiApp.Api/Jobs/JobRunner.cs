using Microsoft.Extensions.Options;
using RoiApp.Api.Data;

namespace RoiApp.Api.Jobs;

/// <summary>Runs one attempt: keeps its lease, and settles what its handler leaves behind.</summary>
internal sealed partial class JobRunner(
    IServiceScopeFactory scopes,
    JobQueue queue,
    RunningJobs running,
    JobMetrics metrics,
    TimeProvider time,
    IOptions<JobOptions> options,
    ILogger<JobRunner> logger)
{
    private static readonly TimeSpan s_settleWithin = TimeSpan.FromSeconds(10);

    /// <summary>Never throws: whatever happens, the job is settled or its lease runs out.</summary>
    public async Task RunAsync(Lease lease, CancellationToken stopping)
    {
        using var lost = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        var keeping = KeepAsync(lease, lost, over.Token);
        running.Add(lease.SubjectId, lost);
        var started = time.GetTimestamp();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var handler = scope.ServiceProvider.GetServices<IJobHandler>().Single(h => h.Kind == lease.Kind);
            await RunAsync(handler, lease, lost.Token, stopping);
        }
        catch (Exception e)
        {
            Log.NotSettled(logger, e, lease.JobId);
        }
        finally
        {
            running.Remove(lease.SubjectId, lost);
            await over.CancelAsync();
            await keeping;
            metrics.Ended(time.GetElapsedTime(started));
        }
    }

    private async Task RunAsync(IJobHandler handler, Lease lease, CancellationToken lost, CancellationToken stopping)
    {
        try
        {
            if (lease.Attempt > lease.MaxAttempts)
            {
                await handler.AbandonAsync(lease, $"Given up after {lease.MaxAttempts} attempts, of which none came to an end.", lost);
                return;
            }
            await handler.RunAsync(lease, lost, stopping);
        }
        catch (LeaseLostException)
        {
            Log.LeaseLost(logger, lease.JobId, lease.Attempt);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            Log.LeaseLost(logger, lease.JobId, lease.Attempt);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await SettleAsync((db, ct) => queue.GiveBackAsync(db, lease, TimeSpan.Zero, "The server went down.", ct));
        }
        catch (Exception e)
        {
            Log.AttemptFailed(logger, e, lease.JobId, lease.Attempt, lease.MaxAttempts);
            if (lease.IsLastAttempt)
            {
                using var timeout = new CancellationTokenSource(s_settleWithin);
                await handler.AbandonAsync(lease, $"An unexpected error ended the last of {lease.MaxAttempts} attempts; the server's log has it.", timeout.Token);
                return;
            }
            await SettleAsync((db, ct) => queue.RetryAsync(db, lease, e.Message, ct));
        }
    }

    private async Task SettleAsync(Func<RoiDb, CancellationToken, Task> settle)
    {
        using var timeout = new CancellationTokenSource(s_settleWithin); // The token that got us here is cancelled already.
        await using var scope = scopes.CreateAsyncScope();
        await settle(scope.ServiceProvider.GetRequiredService<RoiDb>(), timeout.Token);
    }

    private async Task KeepAsync(Lease lease, CancellationTokenSource lost, CancellationToken over)
    {
        var renewedAt = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(options.Value.RenewEvery, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
            {
                return;
            }
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                if (!await queue.RenewAsync(scope.ServiceProvider.GetRequiredService<RoiDb>(), lease, over))
                {
                    await lost.CancelAsync();
                    return;
                }
                renewedAt = time.GetTimestamp();
            }
            catch (Exception) when (over.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.RenewFailed(logger, e, lease.JobId);
                if (time.GetElapsedTime(renewedAt) > options.Value.LeaseFor)
                {
                    await lost.CancelAsync(); // Somebody else may have it by now.
                    return;
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2010, LogLevel.Information, "Job {JobId}: attempt {Attempt} stopped, its lease is over (cancelled, deleted or rescued).")]
        public static partial void LeaseLost(ILogger logger, Guid jobId, int attempt);

        [LoggerMessage(2011, LogLevel.Error, "Job {JobId}: attempt {Attempt} of {MaxAttempts} ended by an unexpected error.")]
        public static partial void AttemptFailed(ILogger logger, Exception e, Guid jobId, int attempt, int maxAttempts);

        [LoggerMessage(2012, LogLevel.Error, "Job {JobId} could not be settled; it is rescued when its lease has run out.")]
        public static partial void NotSettled(ILogger logger, Exception e, Guid jobId);

        [LoggerMessage(2013, LogLevel.Warning, "Job {JobId}: the lease could not be renewed; trying again.")]
        public static partial void RenewFailed(ILogger logger, Exception e, Guid jobId);
    }
}
