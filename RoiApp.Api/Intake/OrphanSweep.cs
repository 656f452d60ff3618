using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Maintenance;

namespace RoiApp.Api.Intake;

/// <summary>Deletes what uploads left behind that never became a workflow: at start, and every now and then.</summary>
internal sealed partial class OrphanSweep(
    IServiceScopeFactory scopes,
    AudioStore audio,
    TimeProvider time,
    IOptions<IntakeOptions> options,
    ILogger<OrphanSweep> logger) : RepeatingService(time)
{
    /// <summary>Answers how many files were deleted.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var before = Time.GetUtcNow() - options.Value.SweepAfter;
        var parts = audio.DeletePartsBefore(Time.GetUtcNow() - (options.Value.ReceiveWithin + options.Value.SweepAfter));
        var orphans = 0;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        foreach (var some in audio.StoredBefore(before).Chunk(500))
        {
            var named = await db.Workflows.Where(w => some.Contains(w.AudioSha256)).Select(w => w.AudioSha256).Distinct().ToListAsync(ct);
            foreach (var sha256 in some.Except(named))
            {
                orphans += await audio.DeleteAsync(sha256, () => db.Workflows.AnyAsync(w => w.AudioSha256 == sha256, ct), ct) ? 1 : 0;
            }
        }
        if (orphans + parts > 0)
        {
            Log.Swept(logger, orphans, parts);
        }
        return orphans + parts;
    }

    protected override TimeSpan Pause => options.Value.SweepEvery;

    protected override Task PassAsync(CancellationToken ct) => RunOnceAsync(ct);

    protected override void PassFailed(Exception e) => Log.PassFailed(logger, e);

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "Swept {Orphans} stored files that no workflow names, and {Parts} uploads that never ended.")]
        public static partial void Swept(ILogger logger, int orphans, int parts);

        [LoggerMessage(3002, LogLevel.Error, "Sweeping the audio store failed; trying again later.")]
        public static partial void PassFailed(ILogger logger, Exception e);
    }
}
