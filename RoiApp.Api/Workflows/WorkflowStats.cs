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
        var byStatus = await mine.GroupBy(w => w.Status)
            .Select(g => new
            {
                Status = g.Key,
                Count = g.LongCount(),
                Bytes = g.Sum(w => w.AudioBytes),
                DurationMs = g.Sum(w => w.DurationMs ?? 0),
                // The same in every row, and counted once: they do not depend on it.
                Contacts = db.Contacts.LongCount(c => mine.Any(w => w.Id == c.WorkflowId)),
                Items = db.ActionItems.LongCount(i => mine.Any(w => w.Id == i.WorkflowId)),
            })
            .ToListAsync(ct);
        var times = await mine.Where(w => w.Status == WorkflowStatus.Completed && w.CompletedAt != null)
            .OrderByDescending(w => w.CreatedAt).ThenByDescending(w => w.Id).Take(MedianOver)
            .Select(w => new { w.CreatedAt, w.CompletedAt }).ToListAsync(ct);
        return new(
            byStatus.Sum(s => s.Count),
            Enum.GetValues<WorkflowStatus>().ToDictionary(Words.Of, status => byStatus.SingleOrDefault(s => s.Status == status)?.Count ?? 0),
            byStatus.FirstOrDefault()?.Contacts ?? 0,
            byStatus.FirstOrDefault()?.Items ?? 0,
            byStatus.Sum(s => s.Bytes),
            byStatus.Sum(s => s.DurationMs),
            Median([.. times.Select(t => (t.CompletedAt!.Value - t.CreatedAt).TotalMilliseconds).Order()]));
    }

    private static double? Median(List<double> sorted) => sorted.Count switch
    {
        0 => null,
        var n when n % 2 == 1 => sorted[n / 2],
        var n => (sorted[(n / 2) - 1] + sorted[n / 2]) / 2,
    };
}
