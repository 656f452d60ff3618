using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows;

/// <summary>Counts over all workflows of an owner.</summary>
internal sealed class WorkflowStats(RoiDb db)
{
    private const int MedianOver = 1000;

    public async Task<StatsResource> ReadAsync(CancellationToken ct)
    {
        var mine = db.Workflows.Where(w => w.Owner == Owner.Local);
        var groups = await mine.GroupBy(w => new { w.Status, w.Language })
            .Select(g => new
            {
                g.Key.Status,
                g.Key.Language,
                Count = g.LongCount(),
                Bytes = g.Sum(w => w.AudioBytes),
                DurationMs = g.Sum(w => w.DurationMs ?? 0),
                // Of no group: counted once, in the same query.
                Contacts = db.Contacts.LongCount(c => mine.Any(w => w.Id == c.WorkflowId)),
                ActionItems = db.ActionItems.LongCount(i => mine.Any(w => w.Id == i.WorkflowId)),
            })
            .ToListAsync(ct);
        var times = await mine.Where(w => w.Status == WorkflowStatus.Completed && w.CompletedAt != null)
            .OrderByDescending(w => w.CreatedAt).ThenByDescending(w => w.Id).Take(MedianOver)
            .Select(w => new { w.CreatedAt, w.CompletedAt }).ToListAsync(ct);
        return new(
            groups.Sum(g => g.Count),
            Enum.GetValues<WorkflowStatus>().ToDictionary(Words.Of, status => groups.Where(g => g.Status == status).Sum(g => g.Count)),
            groups.FirstOrDefault()?.Contacts ?? 0,
            groups.FirstOrDefault()?.ActionItems ?? 0,
            groups.Sum(g => g.Bytes),
            groups.Sum(g => g.DurationMs),
            Median([.. times.Select(t => (t.CompletedAt!.Value - t.CreatedAt).TotalMilliseconds).Order()]))
        {
            ByLanguage = groups.GroupBy(g => g.Language).OrderByDescending(g => g.Sum(x => x.Count)).ToDictionary(g => g.Key, g => g.Sum(x => x.Count)),
        };
    }

    private static double? Median(List<double> sorted) => sorted.Count switch
    {
        0 => null,
        var n when n % 2 == 1 => sorted[n / 2],
        var n => (sorted[(n / 2) - 1] + sorted[n / 2]) / 2,
    };
}
