using Microsoft.AspNetCore.Http.HttpResults;
using RoiApp.Api.Caching;
using RoiApp.Api.Edge.Answers;
using RoiApp.Api.Paging;
using RoiApp.Api.Reports;
using RoiApp.Api.Workflows.Contacts;
using RoiApp.Api.Workflows.Many;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows;

internal static class WorkflowEndpoints
{
    public static IEndpointRouteBuilder MapWorkflows(this IEndpointRouteBuilder routes)
    {
        var workflows = routes.MapGroup("/api/workflows").WithTags("Workflows").ProducesProblem(StatusCodes.Status400BadRequest);
        workflows.MapGet("/", ListAsync).WithName("ListWorkflows").WithSummary("A page at a time, newest first unless sorted; pass nextCursor as cursor for the next one.")
            .WithFieldsOfItems<WorkflowResource>();
        workflows.MapGet("/stats", StatsAsync).WithName("GetStats").WithSummary("Counts over all workflows.");

        workflows.MapMany();

        var one = workflows.MapGroup("/{id:guid}").ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("/", GetAsync).WithName("GetWorkflow").WithSummary("One workflow with its steps; 304 when If-None-Match names its ETag.")
            .Produces(StatusCodes.Status304NotModified).WithFields<WorkflowResource>();
        one.MapPost("/cancel", CancelAsync).WithName("CancelWorkflow").WithSummary("Stops a queued or running workflow.")
            .ProducesProblem(StatusCodes.Status409Conflict);
        one.MapPost("/retry", RetryAsync).WithName("RetryWorkflow").WithSummary("Runs a failed or cancelled workflow again, from the step that did not finish.")
            .ProducesProblem(StatusCodes.Status409Conflict);
        one.MapDelete("/", DeleteAsync).WithName("DeleteWorkflow").WithSummary("Deletes a workflow with its recording and all it found.");

        one.MapContacts();

        routes.MapGet("/api/recording-template", () => TypedResults.Ok(RecordingTemplate.Resource)).WithTags("Workflows")
            .WithName("GetRecordingTemplate").WithSummary("What to say into the microphone, in English and Spanish.");
        return routes;
    }

    private static async Task<JsonBytes<PageResource<WorkflowResource>>> ListAsync(
        CachedLists lists, string? cursor, string? limit, string? status, string? language, string? q, string? from, string? to, string? sort, CancellationToken ct) =>
        new(await lists.PageAsync(
            WorkflowQuery.Parse(status, language, q, from, to), WorkflowOrder.Parse(sort), cursor, PageLimit.Parse(limit, WorkflowList.DefaultLimit, WorkflowList.MaxLimit), ct));

    private static async Task<JsonBytes<StatsResource>> StatsAsync(CachedLists lists, CancellationToken ct) => new(await lists.StatsAsync(ct));

    private static async Task<JsonBytes<WorkflowResource>> GetAsync(Guid id, CachedReports reports, CancellationToken ct) => new(await reports.WorkflowAsync(id, ct));

    private static async Task<Ok<WorkflowResource>> CancelAsync(Guid id, WorkflowActions actions, CancellationToken ct) =>
        TypedResults.Ok(Resources.Of(await actions.CancelAsync(id, ct)));

    private static async Task<Accepted<WorkflowResource>> RetryAsync(Guid id, WorkflowActions actions, CancellationToken ct) =>
        TypedResults.Accepted($"/api/workflows/{id}", Resources.Of(await actions.RetryAsync(id, ct)));

    private static async Task<NoContent> DeleteAsync(Guid id, WorkflowActions actions, CancellationToken ct)
    {
        await actions.DeleteAsync(id, ct);
        return TypedResults.NoContent();
    }
}
