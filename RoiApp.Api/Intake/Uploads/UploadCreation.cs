using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>Opens an upload: everything that can be told to be wrong before the first byte is told here.</summary>
internal sealed class UploadCreation(
    RoiDb db, AudioStore audio, UploadMetrics metrics, TimeProvider time, IOptions<IntakeOptions> intake, IOptions<UploadOptions> options)
{
    /// <exception cref="ProblemException">A header or a value in it is not valid, the file is too large or of another type, or there are too many uploads.</exception>
    public async Task<Upload> CreateAsync(HttpRequest request, CancellationToken ct)
    {
        var metadata = request.Headers[TusHeaders.UploadMetadata].ToString();
        var fields = metadata.Length == 0 ? [] : MetadataHeader.Parse(metadata);
        var fileName = FileName.Neutralise(fields.GetValueOrDefault("filename"));
        _ = FileType.Of(fileName);
        var submission = Submission.From(fields, intake.Value);
        var upload = new Upload
        {
            Id = time.NewId(),
            Owner = Owner.Local,
            FileName = fileName,
            Name = submission.Name,
            Language = submission.Language,
            TargetLanguage = submission.TargetLanguage,
            Priority = submission.Priority,
            Length = LengthOf(request, fileName),
            Metadata = metadata,
            CreatedAt = time.Now(),
        };
        await PrepareAsync(upload, ct);
        try
        {
            await AddAsync(upload, ct);
        }
        catch
        {
            UploadPart.Delete(audio.ResumablePath(upload.Id));
            throw;
        }
        metrics.Opened();
        return upload;
    }

    /// <exception cref="ProblemException">Empty, or larger than taken.</exception>
    public long Checked(long length, string fileName) => length switch
    {
        0 => throw ProblemType.EmptyFile.Because($"'{fileName}' holds no bytes. Check that the recording was saved, and send it again.", "file"),
        _ when length > intake.Value.MaxBytes => throw ProblemType.UploadTooLarge.Because(
            $"'{fileName}' has {length:N0} bytes; this server takes files of at most {intake.Value.MaxBytes:N0}. Split the recording, or compress it.", "file"),
        _ => length,
    };

    private long? LengthOf(HttpRequest request, string fileName)
    {
        var length = request.NumberIn(TusHeaders.UploadLength);
        var deferred = request.Headers[TusHeaders.UploadDeferLength].ToString();
        return (length, deferred) switch
        {
            ({ } known, "") => Checked(known, fileName),
            (null, "1") => null,
            (null, "") => throw ProblemType.InvalidField.Because($"Say the file's size in {TusHeaders.UploadLength}, or '{TusHeaders.UploadDeferLength}: 1' if it is not known yet.", TusHeaders.UploadLength),
            _ => throw ProblemType.InvalidField.Because($"{TusHeaders.UploadDeferLength} has to be 1, and to stand without {TusHeaders.UploadLength}.", TusHeaders.UploadDeferLength),
        };
    }

    // Before anybody sends a gigabyte: is there room for it, and can it be written at all?
    private async Task PrepareAsync(Upload upload, CancellationToken ct)
    {
        try
        {
            var free = audio.FreeBytes();
            if (upload.Length > free)
            {
                throw ProblemType.StorageFull.Because($"The server's storage has room for {free:N0} bytes, and '{upload.FileName}' has {upload.Length:N0}. Free some space there, and send it again.", "file");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IncomingContent.Unstorable(e);
        }
        using var part = await UploadPart.OpenAsync(audio.ResumablePath(upload.Id), FileMode.CreateNew, TimeSpan.Zero, time, ct);
    }

    private async Task AddAsync(Upload upload, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        // Clients that create at the very same moment on PostgreSQL may go past the bound by as many as they are: it bounds a disk, not a right.
        if (await db.Uploads.CountAsync(u => u.Owner == upload.Owner && u.CompletedAt == null, ct) >= options.Value.MaxOpen)
        {
            throw ProblemType.TooManyUploads.Because($"There are {options.Value.MaxOpen} unfinished uploads already. Finish or delete some of them, or wait until they expire.");
        }
        db.Uploads.Add(upload);
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
    }
}
