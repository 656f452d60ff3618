using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using RoiApp.Contracts.Rest;
using Xunit;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>A client of the Api's WebSockets.</summary>
public sealed class SocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[256 * 1024];

    private SocketClient()
    {
    }

    public ClientWebSocket Socket => _socket;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="path">Such as <c>/ws?after=12</c>.</param>
    public static async Task<SocketClient> OpenAsync(HttpClient http, string path, Action<ClientWebSocketOptions>? configure = null, CancellationToken? ct = null)
    {
        var client = new SocketClient();
        configure?.Invoke(client._socket.Options);
        await client._socket.ConnectAsync(new UriBuilder(new Uri(http.BaseAddress!, path)) { Scheme = "ws" }.Uri, ct ?? Ct);
        return client;
    }

    public Task SayAsync(string json) => _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, Ct);

    /// <summary>The next frame; null once the server has closed.</summary>
    public async Task<JsonElement?> NextAsync(CancellationToken? ct = null)
    {
        var length = 0;
        while (true)
        {
            var got = await _socket.ReceiveAsync(_buffer.AsMemory(length), ct ?? Ct);
            length += got.Count;
            if (got.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }
            if (got.EndOfMessage)
            {
                Assert.Equal(WebSocketMessageType.Text, got.MessageType);
                using var document = JsonDocument.Parse(_buffer.AsMemory(0, length));
                return document.RootElement.Clone();
            }
        }
    }

    /// <summary>The next frame of this type, passing over others.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        while (await NextAsync() is { } frame)
        {
            if (frame.GetProperty("type").GetString() == type)
            {
                return frame;
            }
        }
        throw new InvalidOperationException($"The server closed before there was a frame '{type}': {_socket.CloseStatus} {_socket.CloseStatusDescription}");
    }

    /// <summary>State events up to the end of the connection, or until enough.</summary>
    public async Task<List<EventResource>> EventsAsync(Func<EventResource, bool>? enough = null)
    {
        var events = new List<EventResource>();
        while (await NextAsync() is { } frame)
        {
            if (frame.GetProperty("type").GetString() is "ack" or "problem" or "ended" or EventTypes.Progress or EventTypes.Partial)
            {
                continue;
            }
            events.Add(frame.Deserialize<EventResource>(ApiFixture.Json)!);
            if (enough?.Invoke(events[^1]) == true)
            {
                break;
            }
        }
        return events;
    }

    public void Dispose() => _socket.Dispose();
}
