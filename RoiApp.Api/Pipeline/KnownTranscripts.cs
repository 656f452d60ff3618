using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;

namespace RoiApp.Api.Pipeline;

/// <summary>Spares a recording from being heard twice: its transcript is taken over from an earlier workflow with the same bytes, wish of language, and engine.</summary>
internal sealed class KnownTranscripts(IServiceScopeFactory scopes, CurrentRecogniser recogniser, Checkpoints checkpoints, PipelineMetrics metrics, IOptions<PipelineOptions> options)
{
    // Of several engines' transcripts of one recording the newest few are enough to find the present engine's.
    private const int Looked = 16;

    /// <summary>Answers whether the run's workflow has a transcript now. Call before the run begins.</summary>
    public async Task<bool> TakeOverAsync(WorkflowRun run, CancellationToken ct)
    {
        if (!options.Value.ReuseTranscripts || run.Source != SourceKind.Audio || run.DoneBefore.Contains(StepName.Transcription))
        {
            return false;
        }
        var known = await FindAsync(run.Owner, run.Sha256, run.Language, ct);
        if (known.Count == 0 || await recogniser.GetAsync(ct) is not { } engine)
        {
            return false;
        }
        foreach (var transcript in known.Where(k => k.EngineName == engine.Name && k.EngineVersion == engine.Version))
        {
            if (await checkpoints.TakeOverAsync(run, transcript, ct))
            {
                metrics.TranscriptTakenOver();
                return true;
            }
        }
        return false;
    }

    /// <summary>The transcripts of a recording that are there to be taken over, the newest first.</summary>
    public async Task<List<KnownTranscript>> FindAsync(string owner, string sha256, string language, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<RoiDb>().KnownTranscripts.AsNoTracking()
            .Where(k => k.Owner == owner && k.AudioSha256 == sha256 && k.Language == language)
            .OrderByDescending(k => k.WorkflowId).Take(Looked).ToListAsync(ct);
    }
}
