using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Maintenance;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>At start and every now and then: makes workflows of uploads that a crash left whole, gives up those that expired, and forgets those long finished.</summary>
internal sealed partial class UploadSweep(
    IServiceScopeFactory scopes, AudioStore audio, UploadTurns turns, TimeProvider time, IOptions<IntakeOptions> intake, IOptions<UploadOptions> options, ILogger<UploadSweep> logger)
    : RepeatingService(time)
{
    /// <summary>What one pass did.</summary>
    internal sealed record Swept(int Finished, int Expired, int Forgotten, int Orphans);

    public async Task<Swept> RunOnceAsync(CancellationToken ct)
    {
        var before = Time.GetUtcNow() - options.Value.KeepFor;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var (finished, expired) = (0, 0);
        // Each owner's are bounded, so this list is.
        foreach (var upload in await db.Uploads.AsNoTracking().Where(u => u.CompletedAt == null).OrderBy(u => u.Id).ToListAsync(ct))
        {
            var path = audio.ResumablePath(upload.Id);
            if (UploadPart.BytesAt(path) == upload.Length)
            {
                finished += await TryAsync(upload.Id, u => u.StateAsync(upload.Id, ct)) ? 1 : 0;
            }
            else if (upload.CreatedAt < before && !(File.Exists(path) && File.GetLastWriteTimeUtc(path) >= before.UtcDateTime))
            {
                expired += await TryAsync(upload.Id, u => u.TerminateAsync(upload.Id, "expired", ct)) ? 1 : 0;
            }
        }
        var forgotten = await ForgetAsync(db, before, ct);
        var swept = new Swept(finished, expired, forgotten, await DeleteOrphansAsync(db, before, ct));
        if (swept != new Swept(0, 0, 0, 0))
        {
            Log.Swept(logger, swept.Finished, swept.Expired, swept.Forgotten, swept.Orphans);
        }
        return swept;
    }

    protected override TimeSpan Pause => intake.Value.SweepEvery;

    protected override Task PassAsync(CancellationToken ct) => RunOnceAsync(ct);

    protected override void PassFailed(Exception e) => Log.PassFailed(logger, e);

    // Whoever works on an upload just now does not want it swept, and is not disturbed.
    private async Task<bool> TryAsync(Guid upload, Func<UploadReception, Task> act)
    {
        using (var turn = turns.TryTake(upload))
        {
            if (turn is null)
            {
                return false;
            }
        }
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await act(scope.ServiceProvider.GetRequiredService<UploadReception>());
            return true;
        }
        catch (ProblemException problem)
        {
            Log.Passed(logger, upload, problem.Message); // Refused by its content, or taken up by its client this very moment.
            return false;
        }
    }

    private static async Task<int> ForgetAsync(RoiDb db, DateTimeOffset before, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        var forgotten = await db.Uploads.Where(u => u.CompletedAt < before).ExecuteDeleteAsync(ct);
        await write.CommitAsync(ct);
        return forgotten;
    }

    private async Task<int> DeleteOrphansAsync(RoiDb db, DateTimeOffset before, CancellationToken ct)
    {
        var orphans = 0;
        foreach (var some in audio.ResumableBefore(before).Chunk(500))
        {
            var open = await db.Uploads.Where(u => some.Contains(u.Id) && u.CompletedAt == null).Select(u => u.Id).ToListAsync(ct);
            foreach (var orphan in some.Except(open))
            {
                UploadPart.Delete(audio.ResumablePath(orphan));
                orphans++;
            }
        }
        return orphans;
    }

    private static partial class Log
    {
        [LoggerMessage(3021, LogLevel.Information, "Of resumable uploads, {Finished} left whole became workflows, {Expired} expired, {Forgotten} long finished were forgotten and {Orphans} parts without a row deleted.")]
        public static partial void Swept(ILogger logger, int finished, int expired, int forgotten, int orphans);

        [LoggerMessage(3022, LogLevel.Error, "Sweeping uploads failed; trying again later.")]
        public static partial void PassFailed(ILogger logger, Exception e);

        [LoggerMessage(3023, LogLevel.Warning, "The sweep passes over upload {Upload}: {Why}")]
        public static partial void Passed(ILogger logger, Guid upload, string why);
    }
}
