using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>Gives uploads up: their row, their bytes, what is remembered of them. A workflow that one became stays.</summary>
internal sealed class UploadRemoval(RoiDb db, AudioStore audio, PartHashes hashes, UploadMetrics metrics)
{
    /// <summary>The caller has the upload's turn.</summary>
    /// <param name="reason"><c>terminated</c>, <c>refused</c> or <c>expired</c>.</param>
    public async Task RemoveAsync(Guid id, string reason, CancellationToken ct)
    {
        // Row first: a part without a row is swept, a row without its part would promise bytes that are gone.
        await using (var write = await db.BeginWriteAsync(ct))
        {
            await db.Uploads.Where(u => u.Id == id).ExecuteDeleteAsync(ct);
            await write.CommitAsync(ct);
        }
        UploadPart.Delete(audio.ResumablePath(id));
        hashes.Drop(id);
        metrics.Removed(reason);
    }
}
