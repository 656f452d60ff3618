using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using RoiApp.Api.Caching;
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
        workflows.MapGet("/", ListAsync).WithName("ListWorkflows").WithSummary("A page at a time, newest first unless sorted; pass nextCursor as cursor for the next one.");
        workflows.MapGet("/stats", StatsAsync).WithName("GetStats").WithSummary("Counts over all workflows.");

        workflows.MapMany();

        var one = workflows.MapGroup("/{id:guid}").ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("/", GetAsync).WithName("GetWorkflow").WithSummary("One workflow with its steps; 304 when If-None-Match names its ETag.")
            .Produces(StatusCodes.Status304NotModified);
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

    private static async Task<Results<JsonBytes<WorkflowResource>, StatusCodeHttpResult>> GetAsync(Guid id, CachedReports reports, HttpContext http, CancellationToken ct)
    {
        var workflow = await reports.WorkflowAsync(id, ct);
        http.Response.Headers.ETag = workflow.ETag;
        http.Response.Headers.CacheControl = "private, no-cache";
        return Matches(http.Request.Headers.IfNoneMatch, workflow.ETag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : new JsonBytes<WorkflowResource>(workflow);
    }

    private static async Task<Ok<WorkflowResource>> CancelAsync(Guid id, WorkflowActions actions, CancellationToken ct) =>
        TypedResults.Ok(Resources.Of(await actions.CancelAsync(id, ct)));

    private static async Task<Accepted<WorkflowResource>> RetryAsync(Guid id, WorkflowActions actions, CancellationToken ct) =>
        TypedResults.Accepted($"/api/workflows/{id}", Resources.Of(await actions.RetryAsync(id, ct)));

    private static async Task<NoContent> DeleteAsync(Guid id, WorkflowActions actions, CancellationToken ct)
    {
        await actions.DeleteAsync(id, ct);
        return TypedResults.NoContent();
    }

    private static bool Matches(StringValues ifNoneMatch, string etag) =>
        ifNoneMatch.SelectMany(v => (v ?? "").Split(',')).Any(v => v.Trim() is "*" || v.Trim() == etag || v.Trim() == "W/" + etag);
}
