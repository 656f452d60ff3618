using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake.Uploads;

internal static class UploadEndpoints
{
    /// <summary>Resumable uploads: the tus protocol 1.0.0 (tus.io) with its extensions creation, checksum, expiration and termination.</summary>
    public static IEndpointRouteBuilder MapUploads(this IEndpointRouteBuilder routes)
    {
        var uploads = routes.MapGroup("/api/uploads").WithTags("Uploads").AddEndpointFilter<TusProtocol>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        uploads.MapMethods("/", [HttpMethods.Options], Describe).WithName("DescribeUploads").WithSummary("What of tus this server speaks.");
        uploads.MapPost("/", CreateAsync).WithName("CreateUpload").WithSummary("Begins a resumable upload, with its first bytes or without.")
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status429TooManyRequests);
        uploads.MapMethods("/{id:guid}", [HttpMethods.Options], Describe).WithName("DescribeUpload").WithSummary("The same.");
        uploads.MapMethods("/{id:guid}", [HttpMethods.Head], StateAsync).WithName("GetUpload").WithSummary("How far the upload is; once finished, its workflow and SHA-256.");
        uploads.MapPatch("/{id:guid}", AppendAsync).WithName("AppendToUpload").WithSummary("Goes on with the upload.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status410Gone)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status423Locked).ProducesProblem(460);
        uploads.MapDelete("/{id:guid}", TerminateAsync).WithName("TerminateUpload").WithSummary("Gives the upload up. A workflow that it became stays.");
        uploads.MapPost("/{id:guid}", OverriddenAsync).WithName("OverrideUploadMethod").WithSummary("PATCH, HEAD or DELETE by X-HTTP-Method-Override.");
        return routes;
    }

    private static NoContent Describe(HttpResponse response, IOptions<IntakeOptions> options)
    {
        response.Headers[TusHeaders.TusVersion] = TusHeaders.Version;
        response.Headers[TusHeaders.TusExtension] = TusHeaders.Extensions;
        response.Headers[TusHeaders.TusMaxSize] = options.Value.MaxBytes.ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers[TusHeaders.TusChecksumAlgorithm] = ChunkChecksum.Algorithms;
        return TypedResults.NoContent();
    }

    private static async Task<Results<Created, NoContent>> CreateAsync(HttpContext http, UploadCreation creation, UploadReception reception, IOptions<IntakeOptions> options, CancellationToken ct)
    {
        if (http.Request.Headers[TusHeaders.MethodOverride] == HttpMethods.Options)
        {
            return Describe(http.Response, options);
        }
        var brings = BringsBytes(http.Request);
        var upload = await creation.CreateAsync(http.Request, ct);
        try
        {
            var state = brings ? await reception.AppendAsync(upload.Id, http.Request, 0, ct) : await reception.StateAsync(upload.Id, ct);
            state.WriteTo(http.Response.Headers);
            return TypedResults.Created($"/api/uploads/{upload.Id}");
        }
        catch (Exception e) when (e is not ProblemException { Type.Slug: "content-mismatch" })
        {
            // The client does not learn its place, so nobody could go on with it.
            await reception.TerminateAsync(upload.Id, "refused", CancellationToken.None);
            throw;
        }
    }

    private static async Task<NoContent> StateAsync(Guid id, HttpResponse response, UploadReception reception, CancellationToken ct)
    {
        var state = await reception.StateAsync(id, ct);
        state.WriteTo(response.Headers);
        if (state.Upload.Metadata.Length > 0)
        {
            response.Headers[TusHeaders.UploadMetadata] = state.Upload.Metadata;
        }
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> AppendAsync(Guid id, HttpContext http, UploadReception reception, CancellationToken ct)
    {
        if (!BringsBytes(http.Request) && http.Request.ContentType != TusHeaders.ContentType)
        {
            throw WrongType();
        }
        var offset = http.Request.NumberIn(TusHeaders.UploadOffset)
            ?? throw ProblemType.InvalidField.Because($"Say in {TusHeaders.UploadOffset} where these bytes belong.", TusHeaders.UploadOffset);
        var state = await reception.AppendAsync(id, http.Request, offset, ct);
        state.WriteTo(http.Response.Headers);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> TerminateAsync(Guid id, UploadReception reception, CancellationToken ct)
    {
        await reception.TerminateAsync(id, "terminated", ct);
        return TypedResults.NoContent();
    }

    private static Task<NoContent> OverriddenAsync(Guid id, HttpContext http, UploadReception reception, CancellationToken ct) => http.Request.Headers[TusHeaders.MethodOverride].ToString() switch
    {
        "PATCH" => AppendAsync(id, http, reception, ct),
        "HEAD" => StateAsync(id, http.Response, reception, ct),
        "DELETE" => TerminateAsync(id, reception, ct),
        _ => throw ProblemType.InvalidField.Because($"A POST to an upload needs {TusHeaders.MethodOverride}: PATCH, HEAD or DELETE.", TusHeaders.MethodOverride),
    };

    /// <summary>True when there is a body, and it is said to be what tus sends.</summary>
    private static bool BringsBytes(HttpRequest request) =>
        request.Headers.ContentType == TusHeaders.ContentType || (request.ContentLength is null or 0 && !CanHaveBody(request) ? false : throw WrongType());

    private static bool CanHaveBody(HttpRequest request) =>
        request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;

    private static ProblemException WrongType() => ProblemType.UnsupportedMediaType.Because($"Send the bytes as {TusHeaders.ContentType}.", "Content-Type");
}
