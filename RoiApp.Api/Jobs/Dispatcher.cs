using Microsoft.Extensions.Options;
using RoiApp.Api.Data;

namespace RoiApp.Api.Jobs;

/// <summary>Claims jobs while there is room, and sees each to its end.</summary>
internal sealed partial class Dispatcher(
    IServiceScopeFactory scopes,
    JobQueue queue,
    JobSignal signal,
    JobRunner runner,
    JobMetrics metrics,
    TimeProvider time,
    IOptions<JobOptions> options,
    ILogger<Dispatcher> logger) : BackgroundService
{
    private readonly HashSet<Task> _running = [];

    /// <summary>Claims and starts as many jobs as there is room for. Answers how many.</summary>
    public async Task<int> RunOnceAsync(CancellationToken stopping)
    {
        _running.RemoveWhere(t => t.IsCompleted);
        var claimed = 0;
        while (_running.Count < options.Value.MaxConcurrent && !stopping.IsCancellationRequested && await ClaimAsync(stopping) is { } lease)
        {
            metrics.Claimed(time.Now() - lease.ReadySince);
            _running.Add(Task.Run(() => SeeToItsEndAsync(lease, stopping), CancellationToken.None));
            claimed++;
        }
        return claimed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
                await signal.WaitAsync(options.Value.PollEvery, stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Log.PassFailed(logger, e); // One bad pass, a database that restarts, must not stop the host.
                await Task.Delay(options.Value.PollEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await Task.WhenAll(_running); // Each gives its job back; none throws.
    }

    private async Task<Lease?> ClaimAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        return await queue.AnyAsync(db, ct) ? await queue.ClaimAsync(db, ct) : null;
    }

    private async Task SeeToItsEndAsync(Lease lease, CancellationToken stopping)
    {
        await runner.RunAsync(lease, stopping);
        signal.Set(); // There is room again.
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Error, "Looking for jobs failed; trying again.")]
        public static partial void PassFailed(ILogger logger, Exception e);
    }
}
