using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Intake;

/// <summary>Takes a submission once, however often it is sent under one key.</summary>
internal sealed class KeyedReceiver(Receiver receiver, IServiceScopeFactory scopes)
{
    /// <summary>Answers what was made, or what the key was answered before. Of two that come at once the second waits for the first.</summary>
    /// <exception cref="ProblemException">The key was used for another request.</exception>
    public async Task<Submitted> SubmitAsync(IncomingContent content, Submission submission, SubmissionKey? key, CancellationToken ct)
    {
        if (key is null)
        {
            return new(Resources.Of(await receiver.SubmitAsync(content, submission, key: null, ct)), Replayed: false);
        }
        if (await FindAsync(key, ct) is { } before)
        {
            return new(before, Replayed: true);
        }
        try
        {
            return new(Resources.Of(await receiver.SubmitAsync(content, submission, key, ct)), Replayed: false);
        }
        catch (KeyTakenException)
        {
            return new((await FindAsync(key, ct))!, Replayed: true);
        }
    }

    /// <summary>Refuses a key that was used for another request, whichever of its files came through.</summary>
    public async Task CheckAsync(SubmissionKey? key, CancellationToken ct)
    {
        if (key is not null)
        {
            await FindAsync(key, ct);
        }
    }

    private async Task<WorkflowResource?> FindAsync(SubmissionKey key, CancellationToken ct)
    {
        // A scope of its own: the caller's may be in the middle of a failed transaction.
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RoiDb>();
        var found = await db.IdempotencyKeys.AsNoTracking().Where(k => k.Owner == Owner.Local && k.Key == key.Value).ToListAsync(ct);
        if (found.Any(k => k.Fingerprint != key.Fingerprint))
        {
            throw ProblemType.IdempotencyKeyReused.Because(
                $"'{SubmissionKey.Header}' was used before for another file or with other fields. Send a new key with each new request.", SubmissionKey.Header);
        }
        return found.SingleOrDefault(k => k.Item == key.Item) is { } same ? JsonSerializer.Deserialize(same.Answer, ApiJson.Default.WorkflowResource) : null;
    }
}

/// <param name="Replayed">True when it had been made before.</param>
internal sealed record Submitted(WorkflowResource Workflow, bool Replayed);
