using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace RoiApp.Testing.Live;

/// <summary>JSON text frames over a WebSocket (RFC 6455).</summary>
/// <param name="api">The Api's HTTP address.</param>
/// <param name="silentAtMost">The longest that a ping may go unanswered, and twice that between pings; null for .NET's own.</param>
public sealed class WebSocketClient(Uri api, TimeSpan? silentAtMost = null) : ILiveClient
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());

    public string Channel => "ws";

    public async IAsyncEnumerable<Heard> WatchAsync(Guid workflowId, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var socket = new ClientWebSocket();
        if (silentAtMost is { } silence)
        {
            (socket.Options.KeepAliveInterval, socket.Options.KeepAliveTimeout) = (silence / 2, silence / 2);
        }
        var address = new UriBuilder(api) { Scheme = "ws", Path = $"/ws/workflows/{workflowId}", Query = $"after={after}" }.Uri;
        await ConnectAsync(socket, address, ct);
        var message = new ArrayBufferWriter<byte>(4096);
        while (await NextAsync(socket, message, ct))
        {
            var heard = EventJson.Read(message.WrittenSpan);
            message.ResetWrittenCount();
            if (heard.Type is not ("ack" or "ended"))
            {
                yield return heard;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task ConnectAsync(ClientWebSocket socket, Uri address, CancellationToken ct)
    {
        using var patience = new Patience(silentAtMost, ct);
        await patience.ForAsync(socket, async (with, until) =>
        {
            try
            {
                await with.ConnectAsync(address, _http, until);
                return true;
            }
            catch (WebSocketException e)
            {
                throw new ConnectionLostException(e.Message, e);
            }
        });
    }

    // False once the server has closed because nothing is left to say.
    private static async Task<bool> NextAsync(ClientWebSocket socket, ArrayBufferWriter<byte> message, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(message.GetMemory(4096), ct);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
                    return socket.CloseStatus == WebSocketCloseStatus.NormalClosure
                        ? false
                        : throw new ConnectionLostException($"Closed with {(int?)socket.CloseStatus}: {socket.CloseStatusDescription}");
                }
                message.Advance(received.Count);
                if (received.EndOfMessage)
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is WebSocketException or IOException or OperationCanceledException)
        {
            throw new ConnectionLostException(e.Message, e);
        }
    }
}
