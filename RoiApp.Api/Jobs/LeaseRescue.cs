using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Maintenance;

namespace RoiApp.Api.Jobs;

/// <summary>Makes jobs available again whose holder died: at start, and every now and then.</summary>
internal sealed partial class LeaseRescue(
    IServiceScopeFactory scopes,
    JobQueue queue,
    JobSignal signal,
    JobMetrics metrics,
    TimeProvider time,
    IOptions<JobOptions> options,
    ILogger<LeaseRescue> logger) : RepeatingService(time)
{
    /// <summary>Answers how many were rescued.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rescued = await queue.RescueAsync(scope.ServiceProvider.GetRequiredService<RoiDb>(), ct);
        if (rescued > 0)
        {
            Log.Rescued(logger, rescued);
            metrics.Rescued(rescued);
            signal.Set();
        }
        return rescued;
    }

    protected override TimeSpan Pause => options.Value.RescueEvery;

    protected override Task PassAsync(CancellationToken ct) => RunOnceAsync(ct);

    protected override void PassFailed(Exception e) => Log.PassFailed(logger, e);

    private static partial class Log
    {
        [LoggerMessage(2020, LogLevel.Warning, "Rescued {Count} jobs whose process went away.")]
        public static partial void Rescued(ILogger logger, int count);

        [LoggerMessage(2021, LogLevel.Error, "Looking for lost jobs failed; trying again.")]
        public static partial void PassFailed(ILogger logger, Exception e);
    }
}
