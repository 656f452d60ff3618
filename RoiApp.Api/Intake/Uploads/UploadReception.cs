using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>What is done with one upload: ask how far it is, go on with it, give it up. One request at a time, the newest first.</summary>
internal sealed class UploadReception(
    RoiDb db, AudioStore audio, UploadTurns turns, PartHashes hashes, ChunkReader chunks, UploadCreation creation, UploadCompletion completion,
    UploadRemoval removal, UploadMetrics metrics, TimeProvider time, IOptions<UploadOptions> options)
{
    /// <summary>How far it is; what an older connection still brings is not waited for. One that is whole becomes its workflow here if a crash came in between.</summary>
    public async Task<UploadState> StateAsync(Guid id, CancellationToken ct)
    {
        using var turn = await turns.TakeAsync(id, ct);
        var upload = await FindAsync(id, ct);
        if (upload.CompletedAt is not null)
        {
            return UploadState.Finished(upload);
        }
        var bytes = UploadPart.BytesAt(audio.ResumablePath(id));
        if (bytes != upload.Length)
        {
            metrics.Resumed();
            return new(upload, bytes, ExpiresAt(upload));
        }
        using var part = await OpenAsync(id, FileMode.Open, ct);
        if (part is null)
        {
            return UploadState.Finished(await FindFinishedAsync(id, ct)); // By another replica, just now.
        }
        using var hash = hashes.Take(id);
        return await CompleteAsync(upload, part, hash);
    }

    /// <summary>Takes the request's body in at the offset that it names.</summary>
    public async Task<UploadState> AppendAsync(Guid id, HttpRequest request, long offset, CancellationToken ct)
    {
        using var checksum = ChunkChecksum.From(request);
        using var turn = await turns.TakeAsync(id, ct);
        var upload = await FindAsync(id, ct);
        if (upload.CompletedAt is not null)
        {
            return AsAsked(request, UploadState.Finished(upload), offset);
        }
        using var part = await OpenAsync(id, FileMode.Open, ct) ?? await OpenAgainAsync(id, ct);
        if (part is null)
        {
            return AsAsked(request, UploadState.Finished(await FindFinishedAsync(id, ct)), offset);
        }
        if (part.Bytes != offset)
        {
            throw WrongOffset(request, new(upload, part.Bytes, ExpiresAt(upload)), offset);
        }
        await LearnLengthAsync(upload, request, offset, ct);
        return await ReceiveAsync(upload, part, request, checksum, turn, ct);
    }

    /// <summary>Gives it up, and ends whoever is sending it.</summary>
    public async Task TerminateAsync(Guid id, string reason, CancellationToken ct)
    {
        using var turn = await turns.TakeAsync(id, ct);
        _ = await FindAsync(id, ct, evenExpired: true);
        await removal.RemoveAsync(id, reason, ct);
    }

    private async Task<UploadState> ReceiveAsync(Upload upload, UploadPart part, HttpRequest request, ChunkChecksum? checksum, UploadTurns.UploadTurn turn, CancellationToken ct)
    {
        var hash = hashes.Take(upload.Id);
        var goesOn = true;
        try
        {
            await chunks.ReadAsync(request, upload, part, hash, checksum, turn.TakenOver, ct);
            goesOn = part.Bytes != upload.Length;
            return goesOn ? new(upload, part.Bytes, time.Now() + options.Value.KeepFor) : await CompleteAsync(upload, part, hash);
        }
        catch (ProblemException problem) when (goesOn && problem.Type == ProblemType.ContentMismatch)
        {
            goesOn = false;
            await removal.RemoveAsync(upload.Id, "refused", CancellationToken.None); // No byte that may follow makes it better.
            throw;
        }
        finally
        {
            // A hash of bytes that were taken back is of no use.
            if (goesOn && hash.Bytes == part.Bytes)
            {
                hashes.Keep(upload.Id, hash);
            }
            else
            {
                hash.Dispose();
            }
        }
    }

    private async Task<UploadState> CompleteAsync(Upload upload, UploadPart part, PartHash hash)
    {
        try
        {
            return UploadState.Finished(await completion.CompleteAsync(upload, part, hash));
        }
        catch (ProblemException problem) when (problem.Type == ProblemType.ContentMismatch)
        {
            await removal.RemoveAsync(upload.Id, "refused", CancellationToken.None);
            throw;
        }
    }

    private async Task<Upload> FindAsync(Guid id, CancellationToken ct, bool evenExpired = false)
    {
        var upload = await db.Uploads.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id && u.Owner == Owner.Local, ct) ?? throw UploadCompletion.NotFound(id);
        return evenExpired || upload.CompletedAt is not null || ExpiresAt(upload) > time.GetUtcNow()
            ? upload
            : throw ProblemType.UploadExpired.Because($"The upload {id} expired: nothing came for {options.Value.KeepFor.TotalHours:0.#} hours. Begin a new one.");
    }

    private async Task<Upload> FindFinishedAsync(Guid id, CancellationToken ct) =>
        await FindAsync(id, ct) is { CompletedAt: not null } upload ? upload : throw UploadTurns.Busy();

    private Task<UploadPart?> OpenAsync(Guid id, FileMode mode, CancellationToken ct) => UploadPart.OpenAsync(audio.ResumablePath(id), mode, options.Value.TakeOverWithin, time, ct);

    // No part and no workflow: its bytes are lost, and it begins anew. No part and a workflow: another replica has finished it meanwhile.
    private async Task<UploadPart?> OpenAgainAsync(Guid id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is { CompletedAt: not null })
        {
            return null;
        }
        audio.FreeBytes();
        return await OpenAsync(id, FileMode.OpenOrCreate, ct);
    }

    private static UploadState AsAsked(HttpRequest request, UploadState state, long offset) =>
        state.Offset == offset && request.ContentLength is null or 0 ? state : throw WrongOffset(request, state, offset);

    private DateTimeOffset ExpiresAt(Upload upload)
    {
        var part = new FileInfo(audio.ResumablePath(upload.Id));
        var last = part.Exists && part.LastWriteTimeUtc > upload.CreatedAt.UtcDateTime ? part.LastWriteTimeUtc : upload.CreatedAt.UtcDateTime;
        return new DateTimeOffset(last, TimeSpan.Zero) + options.Value.KeepFor;
    }

    // "Once it is known the Client MUST set the Upload-Length header in the next PATCH request. Once set the length MUST NOT be changed."
    private async Task LearnLengthAsync(Upload upload, HttpRequest request, long offset, CancellationToken ct)
    {
        if (request.NumberIn(TusHeaders.UploadLength) is not { } length || length == upload.Length)
        {
            return;
        }
        if (upload.Length is not null || length < offset)
        {
            throw ProblemType.InvalidField.Because($"{TusHeaders.UploadLength} is {length}, but {(upload.Length is { } known ? $"it was {known}" : $"{offset} bytes are here already")}.", TusHeaders.UploadLength);
        }
        upload.Length = creation.Checked(length, upload.FileName);
        await using var write = await db.BeginWriteAsync(ct);
        await db.Uploads.Where(u => u.Id == upload.Id && u.Length == null).ExecuteUpdateAsync(set => set.SetProperty(u => u.Length, length), ct);
        await write.CommitAsync(ct);
    }

    private static ProblemException WrongOffset(HttpRequest request, UploadState state, long offset)
    {
        state.WriteTo(request.HttpContext.Response.Headers);
        return ProblemType.OffsetMismatch.Because($"The upload is at byte {state.Offset}, not at {offset}. Go on from there.", TusHeaders.UploadOffset);
    }
}
