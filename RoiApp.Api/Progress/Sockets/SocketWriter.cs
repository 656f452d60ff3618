using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RoiApp.Api.Progress.Statistics;

namespace RoiApp.Api.Progress.Sockets;

/// <summary>Sends frames, one at a time. Whoever has something to say waits until the client has taken what was said before.</summary>
internal sealed class SocketWriter(WebSocket socket, ConnectionMetrics.Connection connection, TimeSpan stuckAfter, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_closesWithin = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <exception cref="StuckWatcherException">The client takes nothing.</exception>
    public Task SendAsync<T>(T frame, JsonTypeInfo<T> shape, CancellationToken ct) => SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame, shape), events: 0, offeredAt: 0, ct);

    /// <inheritdoc cref="SendAsync{T}(T, JsonTypeInfo{T}, CancellationToken)"/>
    public Task SendAsync(LiveEvent e, CancellationToken ct) => SendAsync(EventBytes.Of(e), events: 1, e.OfferedAt, ct);

    /// <summary>Says why there is an end, and waits a little for the client to say so, too.</summary>
    public async Task CloseAsync(int code, string reason, Task received)
    {
        try
        {
            using var late = new CancellationTokenSource(s_closesWithin, time);
            await _turn.WaitAsync(late.Token);
            try
            {
                await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, late.Token);
            }
            finally
            {
                _turn.Release();
            }
            await received.WaitAsync(late.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            // It went without a word, or does not listen.
        }
        socket.Abort(); // Frees what is left; nothing when both have closed.
    }

    public void Dispose() => _turn.Dispose();

    private async Task SendAsync(byte[] json, int events, long offeredAt, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            // A frame that is given up half-way would spoil the connection: only its end ends it.
            var sending = socket.SendAsync(json.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            if (sending.IsCompleted)
            {
                await sending;
            }
            else
            {
                await StuckWatcherException.GuardAsync(sending.AsTask(), stuckAfter, time);
            }
        }
        finally
        {
            _turn.Release();
        }
        connection.Wrote(events, json.Length);
        connection.Delivered(offeredAt);
    }
}
