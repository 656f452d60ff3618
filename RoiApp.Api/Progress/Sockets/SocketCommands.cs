using RoiApp.Api.Data;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Progress.Sockets;

/// <summary>Does what a client asks, and answers each of its frames with one: <c>ack</c> or <c>problem</c>.</summary>
internal sealed class SocketCommands(
    SocketWriter writer, SocketSubscriptions subscriptions, Watching watching, EventLog log, OwnerLog ownerLog, IServiceScopeFactory scopes, IReadOnlyList<SocketCommand> others)
{
    /// <summary>Answers whether it was done.</summary>
    public async Task<bool> RunAsync(ReadOnlyMemory<byte> frame, CancellationToken ct)
    {
        (string? Command, string? Ref) about = default;
        try
        {
            await RunAsync(SocketRequests.Read(frame, others.Select(o => o.Name), out about), ct);
            return true;
        }
        catch (ProblemException problem)
        {
            await writer.SendAsync(new(about.Command, ProblemWriter.Details(problem), about.Ref), SocketJson.Default.ProblemFrame, ct);
            return false;
        }
    }

    /// <inheritdoc cref="RunAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public async Task<bool> RefuseBinaryAsync(CancellationToken ct)
    {
        var problem = ProblemType.UnsupportedMediaType.Because("Send text frames that hold JSON.");
        await writer.SendAsync(new(null, ProblemWriter.Details(problem), null), SocketJson.Default.ProblemFrame, ct);
        return false;
    }

    /// <exception cref="ProblemException">It cannot be done.</exception>
    public async Task RunAsync(SocketRequest request, CancellationToken ct)
    {
        switch (request)
        {
            case { Command: SocketRequests.Subscribe, WorkflowId: { } id }:
                await SubscribeAsync(request, id, ct);
                return;
            case { Command: SocketRequests.Subscribe }:
                await SubscribeToAllAsync(request, ct);
                return;
            case { Command: SocketRequests.Unsubscribe }:
                await subscriptions.EndAsync(request.WorkflowId ?? Guid.Empty);
                await AckAsync(request, after: null, ct);
                return;
            default:
                await using (var scope = scopes.CreateAsyncScope())
                {
                    var workflow = await others.First(o => o.Name == request.Command).RunAsync(scope.ServiceProvider, request.WorkflowId!.Value, ct);
                    await writer.SendAsync(new(request.Command, request.WorkflowId, null, workflow, request.Ref), SocketJson.Default.AckFrame, ct);
                }
                return;
        }
    }

    private async Task SubscribeAsync(SocketRequest request, Guid id, CancellationToken ct)
    {
        if (await log.HeadAsync(id, ct) is null)
        {
            throw ProblemType.WorkflowNotFound.Because($"There is no workflow {id}. It may have been deleted.");
        }
        await BeginAsync(request, id, request.After ?? 0, stop => watching.WatchAsync(id, request.After ?? 0, stop), ct);
    }

    private async Task SubscribeToAllAsync(SocketRequest request, CancellationToken ct)
    {
        var after = request.After ?? await ownerLog.PositionAsync(Owner.Local, ct);
        await BeginAsync(request, Guid.Empty, after, stop => watching.WatchOwnerAsync(Owner.Local, after, stop), ct);
    }

    private async Task BeginAsync(SocketRequest request, Guid key, long after, Func<CancellationToken, IAsyncEnumerable<LiveEvent>> watch, CancellationToken ct)
    {
        if (!subscriptions.HasRoomFor(key))
        {
            throw ProblemType.TooManySubscriptions.Because("Unsubscribe from something first, watch all of them by 'all', or open a further connection.");
        }
        // Asked for again, it begins anew: nothing of the old one comes after the answer.
        await subscriptions.EndAsync(key);
        await AckAsync(request, after, ct);
        subscriptions.Start(key, watch);
    }

    private Task AckAsync(SocketRequest request, long? after, CancellationToken ct) => request.IsSilent
        ? Task.CompletedTask
        : writer.SendAsync(new(request.Command, request.WorkflowId, after, null, request.Ref), SocketJson.Default.AckFrame, ct);
}
