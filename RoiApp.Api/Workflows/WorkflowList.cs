using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows;

/// <summary>Lists workflows, newest first, a page at a time.</summary>
internal sealed class WorkflowList(RoiDb db)
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 100;
    private const int MaxSearchLength = 200;

    /// <param name="status">Only these, or null for all.</param>
    /// <param name="search">Part of the name or file name, in any case; null for all.</param>
    public async Task<PageResource<WorkflowResource>> PageAsync(Cursor? after, int limit, WorkflowStatus? status, string? search, CancellationToken ct)
    {
        Check(limit, search);
        var rows = db.Workflows.AsNoTracking().Where(w => w.Owner == Owner.Local);
        if (status is { } wanted)
        {
            rows = rows.Where(w => w.Status == wanted);
        }
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = $"%{Escape(search.Trim().ToLowerInvariant())}%";
#pragma warning disable CA1304, CA1311 // The database lowers, by its own rules.
            rows = rows.Where(w => EF.Functions.Like(w.Name.ToLower(), pattern, "\\") || EF.Functions.Like(w.FileName.ToLower(), pattern, "\\"));
#pragma warning restore CA1304, CA1311
        }
        if (after is not null)
        {
            var (at, id) = after;
            // The first half alone bounds the index range.
            rows = rows.Where(w => w.CreatedAt <= at && (w.CreatedAt < at || w.Id < id));
        }
        var page = await rows.OrderByDescending(w => w.CreatedAt).ThenByDescending(w => w.Id).Take(limit + 1).Include(w => w.Steps).AsSplitQuery().ToListAsync(ct);
        var more = page.Count > limit;
        var items = page.Take(limit).Select(Resources.Of).ToList();
        return new(items, more ? new Cursor(items[^1].CreatedAt, items[^1].Id).ToString() : null);
    }

    private static void Check(int limit, string? search)
    {
        if (limit is < 1 or > MaxLimit)
        {
            throw ProblemType.InvalidField.Because($"'limit' is {limit}. It has to be from 1 to {MaxLimit}.", "limit");
        }
        if (search?.Length > MaxSearchLength)
        {
            throw ProblemType.InvalidField.Because($"'q' has {search.Length} characters; at most {MaxSearchLength} are taken.", "q");
        }
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");
}
