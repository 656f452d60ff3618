using Microsoft.Extensions.Options;
using RoiApp.Api.Data;

namespace RoiApp.Api.Jobs;

/// <summary>Claims jobs while there is room, and sees each to its end.</summary>
internal sealed partial class Dispatcher(
    IServiceScopeFactory scopes,
    JobQueue queue,
    JobSignal signal,
    JobRoom room,
    JobRunner runner,
    JobMetrics metrics,
    TimeProvider time,
    IOptions<JobOptions> options,
    ILogger<Dispatcher> logger) : BackgroundService
{
    // Also what a replica waits whose due jobs another one is just making available.
    private static readonly TimeSpan s_lookAtMostEvery = TimeSpan.FromMilliseconds(20);

    private readonly HashSet<Task> _running = [];
    private DateTimeOffset? _nextDue = DateTimeOffset.MinValue;

    /// <summary>Claims and starts as many jobs as there is room for, among them those that have just become due. Answers how many.</summary>
    public async Task<int> RunOnceAsync(CancellationToken stopping)
    {
        _running.RemoveWhere(t => t.IsCompleted);
        if (options.Value.MaxConcurrent == 0)
        {
            return 0; // Others see to the queue.
        }
        if (_nextDue <= time.Now())
        {
            await DoAsync(queue.AdmitAsync, stopping); // First, so that they are claimed by rank.
        }
        var claimed = 0;
        while (_running.Count < room.Limit && !stopping.IsCancellationRequested && await DoAsync(ClaimAsync, stopping) is { } lease)
        {
            metrics.Claimed(time.Now() - lease.ReadySince);
            _running.Add(Task.Run(() => SeeToItsEndAsync(lease, stopping), CancellationToken.None));
            claimed++;
        }
        _nextDue = await DoAsync(JobQueue.NextDueAsync, stopping); // Last: who was woken for a new job has it by now.
        return claimed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
                await signal.WaitAsync(UntilNextLook(), stoppingToken);
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

    // A job whose back-off ends, or room that may be there again, is not left until the next poll.
    private TimeSpan UntilNextLook()
    {
        var now = time.Now();
        var next = room.GrowsAt < _nextDue || _nextDue is null ? room.GrowsAt : _nextDue.Value;
        var wait = next - now;
        return wait < s_lookAtMostEvery ? s_lookAtMostEvery : wait < options.Value.PollEvery ? wait : options.Value.PollEvery;
    }

    private async Task<Lease?> ClaimAsync(RoiDb db, CancellationToken ct) => await JobQueue.AnyAsync(db, ct) ? await queue.ClaimAsync(db, ct) : null;

    private async Task<T> DoAsync<T>(Func<RoiDb, CancellationToken, Task<T>> act, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<RoiDb>(), ct);
    }

    private async Task SeeToItsEndAsync(Lease lease, CancellationToken stopping)
    {
        await runner.RunAsync(lease, stopping);
        signal.Wake(); // There is room again.
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Error, "Looking for jobs failed; trying again.")]
        public static partial void PassFailed(ILogger logger, Exception e);
    }
}
