using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Maintenance;

namespace RoiApp.Api.Jobs;

/// <summary>Forgets jobs that finished long ago, a few at a time: at start, and every now and then. Their workflows stay.</summary>
internal sealed partial class JobPrune(
    IServiceScopeFactory scopes,
    JobQueue queue,
    JobMetrics metrics,
    TimeProvider time,
    IOptions<JobOptions> options,
    ILogger<JobPrune> logger) : RepeatingService(time)
{
    /// <summary>Answers how many were forgotten.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var pruned = 0;
        int some;
        do
        {
            await using var scope = scopes.CreateAsyncScope();
            some = await queue.PruneAsync(scope.ServiceProvider.GetRequiredService<RoiDb>(), ct);
            pruned += some;
        }
        while (some == options.Value.PruneBatch);
        if (pruned > 0)
        {
            Log.Pruned(logger, pruned);
            metrics.Pruned(pruned);
        }
        return pruned;
    }

    protected override TimeSpan Pause => options.Value.PruneEvery;

    protected override Task PassAsync(CancellationToken ct) => RunOnceAsync(ct);

    protected override void PassFailed(Exception e) => Log.PassFailed(logger, e);

    private static partial class Log
    {
        [LoggerMessage(2030, LogLevel.Information, "Forgot {Count} jobs that finished long ago.")]
        public static partial void Pruned(ILogger logger, int count);

        [LoggerMessage(2031, LogLevel.Error, "Forgetting finished jobs failed; trying again later.")]
        public static partial void PassFailed(ILogger logger, Exception e);
    }
}
