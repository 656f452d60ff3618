using System.Diagnostics;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;
using RoiApp.Contracts.V1;

namespace RoiApp.Testing.Live;

/// <summary>gRPC <c>Workflows.Watch</c>.</summary>
public sealed class RpcClient : ILiveClient
{
    private static readonly TimeSpan s_leastPing = TimeSpan.FromSeconds(1);

    private readonly GrpcChannel _channel;
    private readonly Workflows.WorkflowsClient _workflows;

    /// <param name="api">The Api's gRPC address.</param>
    /// <param name="silentAtMost">The longest that an HTTP/2 ping may go unanswered, at least a second; null to wait for ever.</param>
    public RpcClient(Uri api, TimeSpan? silentAtMost = null)
    {
        // A connection carries a hundred streams at once.
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        if (silentAtMost is { } silence)
        {
            handler.KeepAlivePingDelay = handler.KeepAlivePingTimeout = silence / 2 > s_leastPing ? silence / 2 : s_leastPing;
        }
        _channel = GrpcChannel.ForAddress(api, new() { HttpHandler = handler, DisposeHttpClient = true });
        _workflows = new(_channel);
    }

    public string Channel => "grpc";

    public async IAsyncEnumerable<Heard> WatchAsync(Guid workflowId, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var call = _workflows.Watch(new() { Id = workflowId.ToString(), AfterSeq = after }, cancellationToken: ct);
        while (await NextAsync(call.ResponseStream, ct))
        {
            var e = call.ResponseStream.Current;
            var status = e is { Type: Contracts.Rest.EventTypes.WorkflowStatus, Workflow: { } workflow } ? workflow.Status.ToString().ToLowerInvariant() : null;
            yield return new(e.Seq, e.Type, e.Segment?.Text, status, e.CalculateSize(), Stopwatch.GetTimestamp());
        }
    }

    public void Dispose() => _channel.Dispose();

    private static async Task<bool> NextAsync(IAsyncStreamReader<WorkflowEvent> from, CancellationToken ct)
    {
        try
        {
            return await from.MoveNext(ct);
        }
        catch (RpcException e) when (!ct.IsCancellationRequested && e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
        {
            throw new ConnectionLostException(e.Status.Detail, e);
        }
    }
}
