using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>
/// Makes a workflow of an upload that is whole, once. The upload's row learns of the workflow in the transaction that writes it; until then the part stays,
/// so that whoever comes after a crash (the client, or the sweep) finds it whole and does the same again.
/// </summary>
internal sealed partial class UploadCompletion(
    RoiDb db, Receiver receiver, PartHashes hashes, UploadMetrics metrics, TimeProvider time, ILogger<UploadCompletion> logger)
{
    private static readonly TimeSpan s_within = TimeSpan.FromMinutes(5);

    /// <param name="part">Whole, and held by the caller.</param>
    /// <returns>The upload as finished, by this call or by an earlier one.</returns>
    /// <exception cref="ProblemException">The content is not what the name says.</exception>
    public async Task<Upload> CompleteAsync(Upload upload, UploadPart part, PartHash hash)
    {
        // All bytes are here: that the client goes now changes nothing about the workflow.
        using var limit = new CancellationTokenSource(s_within, time);
        var ct = limit.Token;
        var type = FileType.Of(upload.FileName);
        var format = await FormatAsync(upload, part, ct);
        await hash.CatchUpAsync(part.File, part.Bytes, ct);
        part.Flush();
        var content = new WholeContent(part.Path, upload.FileName, type, part.Bytes, hash.Hex, format);
        var submission = new Submission(upload.Name, upload.Language, upload.TargetLanguage, upload.Priority);
        var workflow = await receiver.SubmitAsync(content, submission, key: null, (made, within) => NoteAsync(upload.Id, made, within), ct);
        var finished = await db.Uploads.AsNoTracking().SingleOrDefaultAsync(u => u.Id == upload.Id, ct) ?? throw NotFound(upload.Id);
        UploadPart.Delete(part.Path);
        hashes.Drop(upload.Id);
        if (workflow is not null)
        {
            metrics.Finished(finished.WasKnown);
            Log.Finished(logger, upload.Id, content.Bytes, workflow.Id, finished.WasKnown);
        }
        return finished;
    }

    /// <summary>Looks at the content once so much of it is there that it can be told what it is.</summary>
    /// <exception cref="ProblemException">Not what the name says.</exception>
    public static async Task<string> FormatAsync(Upload upload, UploadPart part, CancellationToken ct)
    {
        var head = new byte[(int)Math.Min(ContentSniffer.Head, part.Bytes)];
        var read = await RandomAccess.ReadAsync(part.File, head, 0, ct);
        return ContentSniffer.Check(FileType.Of(upload.FileName), upload.FileName, head.AsSpan(0, read));
    }

    public static ProblemException NotFound(Guid id) => ProblemType.UploadNotFound.Because(
        $"There is no upload {id}. It was deleted, refused or swept; begin a new one.");

    private async Task<bool> NoteAsync(Guid id, Workflow workflow, CancellationToken ct)
    {
        var sql = $"SELECT * FROM uploads WHERE id = {{0}} {db.RowLock}";
        var upload = (await db.Uploads.FromSqlRaw(sql, id).ToListAsync(ct)).SingleOrDefault() ?? throw NotFound(id);
        if (upload.CompletedAt is not null)
        {
            return false;
        }
        upload.CompletedAt = workflow.CreatedAt;
        upload.WorkflowId = workflow.Id;
        upload.AudioSha256 = workflow.AudioSha256;
        upload.WasKnown = await db.Workflows.AnyAsync(w => w.AudioSha256 == workflow.AudioSha256, ct);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(3011, LogLevel.Information, "Upload {Upload} of {Bytes} bytes became workflow {Workflow}; its content was known: {Known}.")]
        public static partial void Finished(ILogger logger, Guid upload, long bytes, Guid workflow, bool known);
    }
}
