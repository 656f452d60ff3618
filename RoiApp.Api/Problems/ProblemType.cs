using Grpc.Core;

namespace RoiApp.Api.Problems;

/// <summary>A kind of problem, stable across versions: programs may switch on <see cref="Uri"/>. All are listed in <c>docs/api.md</c>.</summary>
internal sealed record ProblemType(string Slug, string Title, int Status, StatusCode Grpc)
{
    public static readonly ProblemType InvalidField = new("invalid-field", "A field is not valid.", StatusCodes.Status400BadRequest, StatusCode.InvalidArgument);
    public static readonly ProblemType InvalidRequest = new("invalid-request", "The request cannot be read.", StatusCodes.Status400BadRequest, StatusCode.InvalidArgument);
    public static readonly ProblemType InvalidCursor = new("invalid-cursor", "The cursor is not one of ours.", StatusCodes.Status400BadRequest, StatusCode.InvalidArgument);
    public static readonly ProblemType RequestTooLarge = new("request-too-large", "The request is too large.", StatusCodes.Status413PayloadTooLarge, StatusCode.ResourceExhausted);
    public static readonly ProblemType FileMissing = new("file-missing", "There is no file.", StatusCodes.Status400BadRequest, StatusCode.InvalidArgument);
    public static readonly ProblemType EmptyFile = new("empty-file", "The file is empty.", StatusCodes.Status400BadRequest, StatusCode.InvalidArgument);
    public static readonly ProblemType UploadIncomplete = new("upload-incomplete", "The upload ended too early.", StatusCodes.Status400BadRequest, StatusCode.InvalidArgument);
    public static readonly ProblemType UploadTooSlow = new("upload-too-slow", "The upload takes too long.", StatusCodes.Status408RequestTimeout, StatusCode.DeadlineExceeded);
    public static readonly ProblemType UploadTooLarge = new("upload-too-large", "The file is too large.", StatusCodes.Status413PayloadTooLarge, StatusCode.ResourceExhausted);
    public static readonly ProblemType TooManyFiles = new("too-many-files", "There are too many files.", StatusCodes.Status400BadRequest, StatusCode.InvalidArgument);
    public static readonly ProblemType UnsupportedType = new("unsupported-type", "Files of this type are not taken.", StatusCodes.Status415UnsupportedMediaType, StatusCode.InvalidArgument);
    public static readonly ProblemType ContentMismatch = new("content-mismatch", "The content is not what the file's name says.", StatusCodes.Status415UnsupportedMediaType, StatusCode.InvalidArgument);
    public static readonly ProblemType UnsupportedMediaType = new("unsupported-media-type", "The request's content is of another type than this route takes.", StatusCodes.Status415UnsupportedMediaType, StatusCode.InvalidArgument);
    public static readonly ProblemType UnsupportedTusVersion = new("unsupported-tus-version", "This version of tus is not spoken here.", StatusCodes.Status412PreconditionFailed, StatusCode.FailedPrecondition);
    public static readonly ProblemType UploadNotFound = new("upload-not-found", "There is no such upload.", StatusCodes.Status404NotFound, StatusCode.NotFound);
    public static readonly ProblemType UploadExpired = new("upload-expired", "The upload has expired.", StatusCodes.Status410Gone, StatusCode.NotFound);
    public static readonly ProblemType OffsetMismatch = new("offset-mismatch", "The upload is elsewhere.", StatusCodes.Status409Conflict, StatusCode.Aborted);
    public static readonly ProblemType UploadBusy = new("upload-busy", "Another request works on the upload.", StatusCodes.Status423Locked, StatusCode.Aborted);
    public static readonly ProblemType ChecksumMismatch = new("checksum-mismatch", "The bytes are not those announced.", 460, StatusCode.DataLoss);
    public static readonly ProblemType TooManyUploads = new("too-many-uploads", "There are too many unfinished uploads.", StatusCodes.Status429TooManyRequests, StatusCode.ResourceExhausted);
    public static readonly ProblemType ServerStopping = new("server-stopping", "The server is going down.", StatusCodes.Status503ServiceUnavailable, StatusCode.Unavailable);
    public static readonly ProblemType StorageFull = new("storage-full", "The server cannot store the file.", StatusCodes.Status507InsufficientStorage, StatusCode.Unavailable);
    public static readonly ProblemType WorkflowNotFound = new("workflow-not-found", "There is no such workflow.", StatusCodes.Status404NotFound, StatusCode.NotFound);
    public static readonly ProblemType ContactNotFound = new("contact-not-found", "There is no such contact.", StatusCodes.Status404NotFound, StatusCode.NotFound);
    public static readonly ProblemType VersionRequired = new("version-required", "Say which version you change.", StatusCodes.Status428PreconditionRequired, StatusCode.FailedPrecondition);
    public static readonly ProblemType StaleVersion = new("stale-version", "Somebody changed it meanwhile.", StatusCodes.Status412PreconditionFailed, StatusCode.Aborted);
    public static readonly ProblemType WrongState = new("wrong-state", "The workflow is not in a state for this.", StatusCodes.Status409Conflict, StatusCode.FailedPrecondition);
    public static readonly ProblemType IdempotencyKeyReused = new("idempotency-key-reused", "The key belongs to another request.", StatusCodes.Status422UnprocessableEntity, StatusCode.FailedPrecondition);
    public static readonly ProblemType AudioMissing = new("audio-missing", "The recording is no longer stored.", StatusCodes.Status410Gone, StatusCode.NotFound);
    public static readonly ProblemType ProcessingUnavailable = new("processing-unavailable", "The engines cannot be reached.", StatusCodes.Status503ServiceUnavailable, StatusCode.Unavailable);

    public static readonly ProblemType AnswerTooSlow = new("answer-too-slow", "The answer takes too long.", StatusCodes.Status504GatewayTimeout, StatusCode.DeadlineExceeded);
    public static readonly ProblemType TooManyRequests = new("too-many-requests", "There are too many requests.", StatusCodes.Status429TooManyRequests, StatusCode.ResourceExhausted);
    public static readonly ProblemType UpgradeRequired = new("upgrade-required", "This route speaks WebSocket.", StatusCodes.Status426UpgradeRequired, StatusCode.Unimplemented);
    public static readonly ProblemType OriginRefused = new("origin-refused", "Pages of this origin may not connect.", StatusCodes.Status403Forbidden, StatusCode.PermissionDenied);
    public static readonly ProblemType TooManySubscriptions = new("too-many-subscriptions", "The connection watches too many workflows.", StatusCodes.Status429TooManyRequests, StatusCode.ResourceExhausted);

    public string Uri => $"/problems/{Slug}";

    /// <param name="detail">What is wrong here and what to do about it, in plain words.</param>
    /// <param name="field">Name of the field at fault, if one is.</param>
    public ProblemException Because(string detail, string? field = null) => new(this, detail, field);
}

/// <summary>Ends a request with a problem: RFC 9457 over HTTP, a status with the trailer <c>problem-type</c> over gRPC.</summary>
internal sealed class ProblemException(ProblemType type, string detail, string? field) : Exception(detail)
{
    public ProblemType Type { get; } = type;

    public string? Field { get; } = field;
}
