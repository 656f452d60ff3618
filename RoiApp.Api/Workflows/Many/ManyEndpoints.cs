using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using RoiApp.Api.Problems;
using RoiApp.Api.Reports;
using RoiApp.Api.Reports.Exports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Workflows.Many;

internal static class ManyEndpoints
{
    private const int MaxNameLength = 200;

    public static RouteGroupBuilder MapMany(this RouteGroupBuilder workflows)
    {
        workflows.MapPost("/cancel", CancelAsync).WithName("CancelWorkflows").WithSummary("Stops up to 100 workflows, a result for each.").TakesJson<ManyRequest>();
        workflows.MapPost("/retry", RetryAsync).WithName("RetryWorkflows").WithSummary("Runs up to 100 failed or cancelled workflows again, a result for each.").TakesJson<ManyRequest>();
        workflows.MapPost("/delete", DeleteAsync).WithName("DeleteWorkflows").WithSummary("Deletes up to 100 workflows with all they found, a result for each.").TakesJson<ManyRequest>();
        workflows.MapPost("/merge", MergeAsync).WithName("MergeReports").WithSummary("Contacts, companies and action items of 2 to 20 reports as one; format=csv for a file.")
            .TakesJson<MergeRequest>().Produces<MergeResource>().ProducesProblem(StatusCodes.Status404NotFound);
        workflows.MapPost("/export", ExportAsync).WithName("ExportReports").WithSummary("Many reports as one file, newest first: format=csv or json.")
            .TakesJson<ExportRequest>().Produces(StatusCodes.Status200OK, contentType: "text/csv").ProducesProblem(StatusCodes.Status404NotFound);
        return workflows;
    }

    private static async Task<Ok<ManyResource>> CancelAsync(HttpRequest request, ManyActions many, CancellationToken ct) =>
        TypedResults.Ok(await many.RunAsync(await ReadAsync(request, ct), StatusCodes.Status200OK, async (actions, id) => await actions.CancelAsync(id, ct), ct));

    private static async Task<Ok<ManyResource>> RetryAsync(HttpRequest request, ManyActions many, CancellationToken ct) =>
        TypedResults.Ok(await many.RunAsync(await ReadAsync(request, ct), StatusCodes.Status202Accepted, async (actions, id) => await actions.RetryAsync(id, ct), ct));

    private static async Task<Ok<ManyResource>> DeleteAsync(HttpRequest request, ManyActions many, CancellationToken ct) =>
        TypedResults.Ok(await many.RunAsync(await ReadAsync(request, ct), StatusCodes.Status204NoContent, async (actions, id) =>
        {
            await actions.DeleteAsync(id, ct);
            return null;
        }, ct));

    private static async Task<IResult> MergeAsync(HttpRequest request, string? format, ManyReports reports, CancellationToken ct)
    {
        var asCsv = Format(format, byDefault: "json") == "csv";
        var merge = await JsonBody.ReadAsync(request, ApiJson.Default.MergeRequest, ct);
        var merged = await reports.MergeAsync(ManyActions.Ids(merge.Ids, 2, ManyReports.MaxMerged), Name(merge.Name), ct);
        return asCsv ? Csv(merged) : TypedResults.Ok(merged);
    }

    private static async Task<IResult> ExportAsync(HttpRequest request, string? format, ManyReports reports, CancellationToken ct)
    {
        var wanted = Format(format, byDefault: "csv");
        var export = await JsonBody.ReadAsync(request, ApiJson.Default.ExportRequest, ct);
        if (export is { Ids: null, Filter: null } or { Ids: not null, Filter: not null })
        {
            throw ProblemType.InvalidField.Because("Send either 'ids' or 'filter'; an empty filter means all.", "ids");
        }
        var ids = export.Ids is null ? null : ManyActions.Ids(export.Ids, 1, ManyReports.MaxNamed);
        var filter = export.Filter is { } f ? WorkflowQuery.Parse(f.Status, f.Language, f.Q, f.From, f.To) : WorkflowQuery.All;
        return new ManyExport(wanted, await reports.OpenAsync(ids, filter, ct));
    }

    private static FileContentHttpResult Csv(MergeResource merged)
    {
        using var bytes = new MemoryStream();
        using (var text = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        {
            CsvExport.Write(text, merged);
        }
        return TypedResults.File(bytes.ToArray(), "text/csv; charset=utf-8", "merged.csv");
    }

    private static Task<ManyRequest> ReadAsync(HttpRequest request, CancellationToken ct) => JsonBody.ReadAsync(request, ApiJson.Default.ManyRequest, ct);

    private static string Format(string? format, string byDefault) => format switch
    {
        null or "" => byDefault,
        "csv" or "json" => format,
        _ => throw ProblemType.InvalidField.Because("'format' has to be csv or json.", "format"),
    };

    private static string? Name(string? text) => text?.Trim() switch
    {
        null or "" => null,
        { Length: > MaxNameLength } longer => throw ProblemType.InvalidField.Because($"'name' has {longer.Length} characters; at most {MaxNameLength} are taken.", "name"),
        var name when name.Any(char.IsControl) => throw ProblemType.InvalidField.Because("'name' holds control characters; use plain text on one line.", "name"),
        var name => name,
    };

    private static RouteHandlerBuilder TakesJson<T>(this RouteHandlerBuilder route) where T : notnull => route.Accepts<T>("application/json")
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
}
