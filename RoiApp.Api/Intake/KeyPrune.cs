using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Maintenance;

namespace RoiApp.Api.Intake;

/// <summary>Forgets the keys of submissions after a while, a few at a time: at start, and every now and then.</summary>
internal sealed partial class KeyPrune(IServiceScopeFactory scopes, TimeProvider time, IOptions<IntakeOptions> options, ILogger<KeyPrune> logger) : RepeatingService(time)
{
    private const int Batch = 500;

    /// <summary>Answers how many were forgotten.</summary>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var before = Time.Now() - options.Value.KeepKeys;
        var pruned = 0;
        int some;
        do
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
            var times = await db.IdempotencyKeys.Where(k => k.CreatedAt < before).OrderBy(k => k.CreatedAt).Select(k => k.CreatedAt).Take(Batch).ToListAsync(ct);
            if (times is not [.., var last])
            {
                break;
            }
            await using var write = await db.BeginWriteAsync(ct);
            some = await db.IdempotencyKeys.Where(k => k.CreatedAt <= last).ExecuteDeleteAsync(ct);
            await write.CommitAsync(ct);
            pruned += some;
        }
        while (some >= Batch);
        if (pruned > 0)
        {
            Log.Pruned(logger, pruned);
        }
        return pruned;
    }

    protected override TimeSpan Pause => options.Value.SweepEvery;

    protected override Task PassAsync(CancellationToken ct) => RunOnceAsync(ct);

    protected override void PassFailed(Exception e) => Log.PassFailed(logger, e);

    private static partial class Log
    {
        [LoggerMessage(3020, LogLevel.Information, "Forgot {Count} idempotency keys.")]
        public static partial void Pruned(ILogger logger, int count);

        [LoggerMessage(3021, LogLevel.Error, "Forgetting idempotency keys failed; trying again later.")]
        public static partial void PassFailed(ILogger logger, Exception e);
    }
}
