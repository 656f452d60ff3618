using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Grpc.Core;
using RoiApp.Api.Tests.Hosting;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Tests.Progress.Contract;

/// <summary>What a watcher is told on any channel.</summary>
internal readonly record struct Told(long Number, Guid WorkflowId, long Seq, string Type, string? Message)
{
    public bool IsPassing => Type is EventTypes.Progress or EventTypes.Partial;

    public static Told Of(EventResource e) => new(e.Position ?? e.Seq, e.WorkflowId, e.Seq, e.Type, e.Message);
}

/// <summary>Opens a watcher's stream. Whoever stops reading breaks the connection off.</summary>
internal static class Channels
{
    public static IAsyncEnumerable<Told> OpenAsync(this WatchedBy channel, RunningApi replica, Guid workflowId, long after, CancellationToken ct) => channel switch
    {
        WatchedBy.Sse => SseAsync(replica, $"/api/workflows/{workflowId}/events", after, ct),
        WatchedBy.WebSocket => SocketAsync(replica, $"/ws/workflows/{workflowId}?after={after}", ct),
        _ => GrpcAsync(replica, workflowId, after, ct),
    };

    /// <summary>All of the owner's events.</summary>
    public static IAsyncEnumerable<Told> OpenFeedAsync(this WatchedBy channel, RunningApi replica, long after, CancellationToken ct) => channel == WatchedBy.Sse
        ? SseAsync(replica, "/api/events", after, ct)
        : SocketAsync(replica, $"/ws?after={after}", ct);

    private static async IAsyncEnumerable<Told> SseAsync(RunningApi replica, string path, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Last-Event-ID", $"{after}" } } };
        using var response = await replica.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                yield return Told.Of(JsonSerializer.Deserialize<EventResource>(line.AsSpan(6), ApiFixture.Json)!);
            }
        }
    }

    private static async IAsyncEnumerable<Told> SocketAsync(RunningApi replica, string path, [EnumeratorCancellation] CancellationToken ct)
    {
        using var socket = await SocketClient.OpenAsync(replica.Http, path, ct: ct);
        while (await socket.NextAsync(ct) is { } frame)
        {
            if (frame.GetProperty("type").GetString() is not ("ack" or "ended"))
            {
                yield return Told.Of(frame.Deserialize<EventResource>(ApiFixture.Json)!);
            }
        }
        await socket.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
    }

    private static async IAsyncEnumerable<Told> GrpcAsync(RunningApi replica, Guid workflowId, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var call = replica.Grpc.Watch(new() { Id = $"{workflowId}", AfterSeq = after }, cancellationToken: ct);
        await foreach (var e in call.ResponseStream.ReadAllAsync(ct))
        {
            yield return new(e.Seq, workflowId, e.Seq, e.Type, e.Message.Length == 0 ? null : e.Message);
        }
    }
}
