using RoiApp.Api.Data;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>How far an upload is.</summary>
/// <param name="Offset">Bytes that are here and count.</param>
/// <param name="ExpiresAt">Null once finished.</param>
internal sealed record UploadState(Upload Upload, long Offset, DateTimeOffset? ExpiresAt)
{
    public static UploadState Finished(Upload upload) => new(upload, upload.Length!.Value, null);

    /// <summary>Says it in the headers of tus, and where the upload has become a workflow, in ours.</summary>
    public void WriteTo(IHeaderDictionary headers)
    {
        headers[TusHeaders.UploadOffset] = Text(Offset);
        if (Upload.Length is { } length)
        {
            headers[TusHeaders.UploadLength] = Text(length);
        }
        else
        {
            headers[TusHeaders.UploadDeferLength] = "1";
        }
        if (ExpiresAt is { } expires)
        {
            headers[TusHeaders.UploadExpires] = expires.ToString("R");
        }
        if (Upload.CompletedAt is not null)
        {
            headers[TusHeaders.Workflow] = Upload.WorkflowId.ToString();
            headers[TusHeaders.ContentSha256] = Upload.AudioSha256;
            headers[TusHeaders.ContentKnown] = Upload.WasKnown ? "true" : "false";
        }

        static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
