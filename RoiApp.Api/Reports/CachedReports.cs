using RoiApp.Api.Caching;
using RoiApp.Api.Data;
using RoiApp.Contracts.Rest;
using RoiApp.ServiceDefaults.Caching;

namespace RoiApp.Api.Reports;

/// <summary>A workflow and what it has found, as they are answered. One that waits is read each time: its place in the queue moves by itself.</summary>
internal sealed class CachedReports(CachedRows rows, RowVersions versions)
{
    private static readonly string s_waiting = Words.Of(WorkflowStatus.Queued);

    /// <summary>A <see cref="WorkflowResource"/>.</summary>
    public ValueTask<CachedBytes> WorkflowAsync(Guid id, CancellationToken ct) => rows.GetAsync<ReportReader>(
        CacheFamilies.Workflow,
        versions.OfWorkflow(Owner.Local, id) is { } version ? CacheFamilies.Workflow.Of(id, version.Number) : null,
        async (reader, within) =>
        {
            var workflow = await reader.ResourceAsync(id, within);
            return CachedBytes.Of(workflow, ApiJson.Answers.WorkflowResource, isKept: workflow.Status != s_waiting);
        },
        ct);

    /// <summary>A <see cref="ResultsResource"/>.</summary>
    public ValueTask<CachedBytes> ResultsAsync(Guid id, CancellationToken ct) => rows.GetAsync<ReportReader>(
        CacheFamilies.Results,
        versions.OfWorkflow(Owner.Local, id) is { } version ? CacheFamilies.Results.Of(id, "all", version.Number) : null,
        async (reader, within) =>
        {
            var results = await reader.ResultsAsync(id, within);
            return CachedBytes.Of(results, ApiJson.Answers.ResultsResource, isKept: results.Workflow.Status != s_waiting);
        },
        ct);

    /// <summary>A <see cref="TranscriptResource"/>.</summary>
    public ValueTask<CachedBytes> TranscriptAsync(Guid id, CancellationToken ct) => rows.GetAsync<ReportReader>(
        CacheFamilies.Results,
        versions.OfWorkflow(Owner.Local, id) is { } version ? CacheFamilies.Results.Of(id, "transcript", version.Number) : null,
        async (reader, within) => CachedBytes.Of(await reader.TranscriptAsync(id, within), ApiJson.Answers.TranscriptResource),
        ct);
}
