using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Jobs;

namespace RoiApp.Api.Pipeline;

/// <summary>Sees to it that a recording is heard by one run at a time: in this process, and where there is Redis, among all replicas.</summary>
internal sealed class Hearings(RedisLock redis, LeaseHolder me, PipelineMetrics metrics, TimeProvider time, IOptions<PipelineOptions> options)
{
    private readonly ConcurrentDictionary<string, byte> _here = new(StringComparer.Ordinal);

    /// <summary>Begins a hearing, to be ended by disposing of it. Null when another run hears the same recording now: its transcript can be taken over later.</summary>
    public async Task<Hearing?> BeginAsync(WorkflowRun run, CancellationToken ct)
    {
        if (!options.Value.ReuseTranscripts || run.Source != SourceKind.Audio || run.DoneBefore.Contains(StepName.Transcription))
        {
            return new Hearing(0, () => ValueTask.CompletedTask);
        }
        // By whom it was asked for and in which language, as known_transcripts has it; the engine is the same for all who ask now.
        var key = $"hearing:{run.Owner}:{run.Sha256}:{run.Language}";
        if (!_here.TryAdd(key, 0))
        {
            metrics.HeardElsewhere();
            return null;
        }
        try
        {
            var answer = await redis.TryTakeAsync(key, me.Name, replacing: null, ct);
            if (answer is { State: LockState.HeldByAnother, Held: { } gone } && LeaseHolder.IsGone(gone.Holder))
            {
                answer = await redis.TryTakeAsync(key, me.Name, replacing: gone, ct);
            }
            if (answer.State != LockState.HeldByAnother)
            {
                return answer.Held is { } mine ? Keep(key, mine) : new Hearing(0, () => Forget(key));
            }
        }
        catch
        {
            await Forget(key);
            throw;
        }
        await Forget(key);
        metrics.HeardElsewhere();
        return null;
    }

    private Hearing Keep(string key, LockHeld mine)
    {
        var over = new CancellationTokenSource();
        var keeping = KeepAsync(key, mine, over.Token);
        return new Hearing(mine.Token, async () =>
        {
            await over.CancelAsync();
            await keeping;
            over.Dispose();
            await redis.ReleaseAsync(key, mine, CancellationToken.None);
            await Forget(key);
        });
    }

    /// <remarks>A lock that is lost does not end the run: what it writes as known is refused, and its own workflow has what it heard.</remarks>
    private async Task KeepAsync(string key, LockHeld mine, CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(options.Value.HearingLeaseFor / 3, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (over.IsCancellationRequested || !await redis.RenewAsync(key, mine, over))
                {
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private ValueTask Forget(string key)
    {
        _here.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }
}
