using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using RoiApp.Api.Intake.Uploads;
using RoiApp.Api.Problems;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Intake;

internal static class IntakeEndpoints
{
    public static IEndpointRouteBuilder MapIntake(this IEndpointRouteBuilder routes)
    {
        var workflows = routes.MapGroup("/api/workflows").WithTags("Intake").ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        workflows.MapPost("/", ReceiveAsync).WithName("CreateWorkflow").WithSummary("Stores a voice memo or transcript and queues its workflow.")
            .Accepts<UploadForm>("multipart/form-data").ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        workflows.MapPost("/batch", ReceiveManyAsync).WithName("CreateWorkflows").WithSummary("Up to 20 files, a result for each.")
            .Accepts<UploadForm>("multipart/form-data").ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        routes.MapUploads();
        return routes;
    }

    private static async Task<Created<WorkflowResource>> ReceiveAsync(
        HttpContext http, MultipartUpload upload, KeyedReceiver receiver, IOptions<IntakeOptions> options, CancellationToken ct)
    {
        var key = SubmissionKey.Parse(http.Request.Headers[SubmissionKey.Header]);
        await using var form = await upload.ReadAsync(http.Request, maxFiles: 1, ct);
        var submission = Submission.From(form.Fields, options.Value);
        if (form.Files is not [{ Content: { } content }])
        {
            throw ProblemType.FileMissing.Because("Send the recording or transcript in the field 'file'.", "file");
        }
        var (workflow, replayed) = await receiver.SubmitAsync(content, submission, SubmissionKey.Of(key, "create", form), ct);
        Tell(http, replayed);
        return TypedResults.Created($"/api/workflows/{workflow.Id}", workflow);
    }

    private static async Task<Ok<BatchResource>> ReceiveManyAsync(
        HttpContext http, MultipartUpload upload, KeyedReceiver receiver, IServiceScopeFactory scopes, IOptions<IntakeOptions> options, CancellationToken ct)
    {
        var sentKey = SubmissionKey.Parse(http.Request.Headers[SubmissionKey.Header]);
        await using var form = await upload.ReadAsync(http.Request, options.Value.MaxBatchFiles, ct);
        var submission = Submission.From(form.Fields, options.Value);
        if (form.Files.Count == 0)
        {
            throw ProblemType.FileMissing.Because("Send the recordings or transcripts in the field 'file', repeated.", "file");
        }
        var key = SubmissionKey.Of(sentKey, "batch", form);
        await receiver.CheckAsync(key, ct);
        var items = new List<BatchItemResource>();
        var made = 0;
        foreach (var file in form.Files)
        {
            items.Add(file.Content is { } content ? await SubmitAsync(content, form.Files.Count == 1 ? submission : submission with { Name = null }) : Refused(file.Name, file.Problem!));
        }
        Tell(http, replayed: made == 0 && key is not null && items.Any(i => i.Workflow is not null));
        return TypedResults.Ok(new BatchResource(items));

        async Task<BatchItemResource> SubmitAsync(IncomingContent content, Submission each)
        {
            // A scope each: one file's failed transaction must not stay in the next one's way.
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                var (workflow, replayed) = await scope.ServiceProvider.GetRequiredService<KeyedReceiver>()
                    .SubmitAsync(content, each, key is null ? null : key with { Item = items.Count }, ct);
                made += replayed ? 0 : 1;
                return new(content.FileName, StatusCodes.Status201Created, workflow, null);
            }
            catch (ProblemException problem)
            {
                return Refused(content.FileName, problem);
            }
        }
    }

    private static void Tell(HttpContext http, bool replayed)
    {
        if (replayed)
        {
            http.Response.Headers[SubmissionKey.ReplayedHeader] = "true";
        }
    }

    private static BatchItemResource Refused(string fileName, ProblemException problem) =>
        new(fileName, problem.Type.Status, null, new(problem.Type.Uri, problem.Type.Title, problem.Message));
}

/// <summary>The form's fields, for the interface's description.</summary>
internal sealed record UploadForm(IFormFile File, string? Name, string? Language, string? TargetLanguage, string? Priority);
