namespace RoiApp.Api.Intake.Uploads;

/// <summary>The headers of tus 1.0.0, and what RoiApp adds to them.</summary>
internal static class TusHeaders
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-defer-length,creation-with-upload,checksum,expiration,termination";
    public const string ContentType = "application/offset+octet-stream";

    public const string TusResumable = "Tus-Resumable";
    public const string TusVersion = "Tus-Version";
    public const string TusExtension = "Tus-Extension";
    public const string TusMaxSize = "Tus-Max-Size";
    public const string TusChecksumAlgorithm = "Tus-Checksum-Algorithm";
    public const string MethodOverride = "X-HTTP-Method-Override";
    public const string UploadOffset = "Upload-Offset";
    public const string UploadLength = "Upload-Length";
    public const string UploadDeferLength = "Upload-Defer-Length";
    public const string UploadMetadata = "Upload-Metadata";
    public const string UploadChecksum = "Upload-Checksum";
    public const string UploadExpires = "Upload-Expires";

    /// <summary>The workflow that the finished upload became.</summary>
    public const string Workflow = "Roi-Workflow";

    /// <summary>Lower-case hex of what is stored: a client that has the same may let go of its copy.</summary>
    public const string ContentSha256 = "Roi-Content-Sha256";

    /// <summary><c>true</c> when the same content was stored already.</summary>
    public const string ContentKnown = "Roi-Content-Known";

    /// <summary>A header's whole number; null when it is not there.</summary>
    /// <exception cref="Problems.ProblemException">It is there and not a number from 0 on.</exception>
    public static long? NumberIn(this HttpRequest request, string header) => request.Headers[header] switch
    {
        [] => null,
        [var text] when long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Problems.ProblemType.InvalidField.Because($"'{header}' has to be one whole number of bytes, 0 or more.", header),
    };
}
