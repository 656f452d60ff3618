using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;

namespace RoiApp.Api.Pipeline;

/// <summary>How fast recognisers were: nothing is kept for it, the finished steps say it.</summary>
internal sealed class EnginePace(IServiceScopeFactory scopes)
{
    // So that a machine that has become faster is noticed soon, and one slow afternoon forgotten.
    private const int LastRuns = 20;

    /// <summary>Milliseconds that this engine took for a millisecond of recording over its last runs; null when it has not heard any.</summary>
    public async Task<double?> OfAsync(string engine, string version, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var runs = await db.Steps
            .Where(s => s.Name == StepName.Transcription && s.Status == StepStatus.Completed && s.EngineName == engine && s.EngineVersion == version && !s.Cached)
            .OrderByDescending(s => s.CompletedAt).Take(LastRuns)
            .Join(db.Workflows, s => s.WorkflowId, w => w.Id, (s, w) => new { s.ElapsedMs, w.DurationMs, w.Source })
            .ToListAsync(ct);
        var heard = runs.Where(r => r is { Source: SourceKind.Audio, ElapsedMs: > 0, DurationMs: > 0 }).ToList();
        // Sums, so that a long run says more than a short one with its fixed costs.
        return heard.Count > 0 ? heard.Sum(r => (double)r.ElapsedMs!) / heard.Sum(r => (double)r.DurationMs!) : null;
    }
}
