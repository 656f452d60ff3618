using System.Globalization;
using RoiApp.Api.Caching;
using RoiApp.Api.Data;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Workflows;

/// <summary>Pages of workflows and the counts over them, as they are answered. A page with one that waits is read each time: its place in the queue moves by itself.</summary>
internal sealed class CachedLists(CachedRows rows, RowVersions versions)
{
    private static readonly string s_waiting = Words.Of(WorkflowStatus.Queued);

    /// <summary>A <see cref="PageResource{T}"/> of <see cref="WorkflowResource"/>.</summary>
    /// <inheritdoc cref="WorkflowList.PageAsync"/>
    public ValueTask<CachedBytes> PageAsync(WorkflowQuery query, WorkflowOrder order, string? cursor, int limit, CancellationToken ct) => rows.GetAsync<WorkflowList>(
        CacheFamilies.Lists,
        versions.OfOwner(Owner.Local) is { } version
            ? CacheFamilies.Lists.Of(version.Scope, string.Create(CultureInfo.InvariantCulture, $"{order.Word}\n{query.Mark}\n{limit}\n{cursor}"), version.Number)
            : null,
        async (list, within) =>
        {
            var page = await list.PageAsync(query, order, cursor, limit, within);
            return CachedBytes.Of(page, ApiJson.Answers.PageResourceWorkflowResource, isKept: page.Items.All(w => w.Status != s_waiting));
        },
        ct);

    /// <summary>A <see cref="StatsResource"/>.</summary>
    public ValueTask<CachedBytes> StatsAsync(CancellationToken ct) => rows.GetAsync<WorkflowStats>(
        CacheFamilies.Stats,
        versions.OfOwner(Owner.Local) is { } version ? CacheFamilies.Stats.Of(version.Scope, version.Number) : null,
        async (stats, within) => CachedBytes.Of(await stats.ReadAsync(within), ApiJson.Answers.StatsResource),
        ct);
}
