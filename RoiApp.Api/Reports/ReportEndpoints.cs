using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using RoiApp.Api.Caching;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Api.Reports.Exports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Reports;

internal static class ReportEndpoints
{
    public static IEndpointRouteBuilder MapReports(this IEndpointRouteBuilder routes)
    {
        var one = routes.MapGroup("/api/workflows/{id:guid}").WithTags("Reports").ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("/results", ResultsAsync).WithName("GetResults").WithSummary("Workflow, transcript and report: all that is known so far.");
        one.MapGet("/transcript", TranscriptAsync).WithName("GetTranscript").WithSummary("Segments in order, each with its translation.");
        one.MapGet("/audio", AudioAsync).WithName("GetAudio").WithSummary("The recording or transcript as it was handed in; answers ranges.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").Produces(StatusCodes.Status206PartialContent)
            .ProducesProblem(StatusCodes.Status410Gone);
        one.MapGet("/export", ExportAsync).WithName("ExportWorkflow").WithSummary("The results as a file: format=csv, json, srt, vtt or txt.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        return routes;
    }

    private static async Task<JsonBytes<ResultsResource>> ResultsAsync(Guid id, CachedReports reports, CancellationToken ct) =>
        new(await reports.ResultsAsync(id, ct));

    private static async Task<JsonBytes<TranscriptResource>> TranscriptAsync(Guid id, CachedReports reports, CancellationToken ct) =>
        new(await reports.TranscriptAsync(id, ct));

    private static async Task<PhysicalFileHttpResult> AudioAsync(Guid id, ReportReader reader, AudioStore audio, HttpContext http, CancellationToken ct)
    {
        var workflow = await reader.WorkflowAsync(id, ct);
        var path = audio.PathOf(workflow.AudioSha256);
        if (!File.Exists(path))
        {
            throw ProblemType.AudioMissing.Because("The recording is no longer stored. What was found in it still is.");
        }
        // Content of an unknown sender must not be taken for a page of ours.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentDisposition = Disposition("inline", workflow.FileName);
        return TypedResults.PhysicalFile(path, MediaType(workflow.AudioFormat), entityTag: new($"\"{workflow.AudioSha256}\""), enableRangeProcessing: true);
    }

    private static async Task<FileContentHttpResult> ExportAsync(Guid id, string? format, CachedReports reports, HttpContext http, CancellationToken ct)
    {
        var results = (await reports.ResultsAsync(id, ct)).As(ApiJson.Answers.ResultsResource);
        var export = Export.Of(results, format);
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentDisposition = Disposition("attachment", $"{SafeName(results.Workflow.Name)}.{export.Extension}");
        return TypedResults.Bytes(export.Content, export.ContentType);
    }

    // Writes filename and filename* (RFC 6266), so that any name arrives.
    private static string Disposition(string type, string fileName)
    {
        var disposition = new ContentDispositionHeaderValue(type);
        disposition.SetHttpFileName(fileName);
        return disposition.ToString();
    }

    private static string SafeName(string name)
    {
        var safe = new string([.. name.Select(c => char.IsControl(c) || "\\/:*?\"<>|".Contains(c, StringComparison.Ordinal) ? '-' : c)]).Trim(' ', '.');
        return safe.Length == 0 ? "report" : safe;
    }

    private static string MediaType(string format) => format switch
    {
        "wav" => "audio/wav",
        "mp3" => "audio/mpeg",
        "mp4" or "m4a" => "audio/mp4",
        "webm" => "audio/webm",
        "flac" => "audio/flac",
        "ogg" or "opus" => "audio/ogg",
        _ => "text/plain; charset=utf-8",
    };
}
