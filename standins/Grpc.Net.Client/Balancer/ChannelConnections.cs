using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client.Balancer.Internal;

/// <summary>Makes the connections of a channel where its handler lets it, and so knows the channel's state.</summary>
/// <remarks>
/// A handler may be shared by several channels, and by clients that know nothing of gRPC: the request that needs a connection says whose it is.
/// </remarks>
internal sealed class ChannelConnections : IDisposable
{
    private static readonly Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> s_connect = ConnectForRequestAsync;

    private static readonly TimeSpan s_unknownPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_leastPause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<DnsEndPoint, TrackedConnection> _waiting = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly Connectivity _connectivity = new();
    private readonly Backends _backends;
    private readonly TimeSpan _connectTimeout;
    private readonly TimeSpan _idleTimeout;

    private ChannelConnections(SocketsHttpHandler handler, Backends backends)
    {
        _backends = backends;
        _connectTimeout = handler.ConnectTimeout;
        _idleTimeout = handler.PooledConnectionIdleTimeout;
    }

    public ConnectivityState State => _connectivity.State;

    /// <returns>Nothing where connections are made by something else: another handler, or a callback of the app's own.</returns>
    public static ChannelConnections? TryCreate(HttpMessageHandler handler, Backends backends)
    {
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        return handler is SocketsHttpHandler sockets && TakesCallback(sockets) ? new ChannelConnections(sockets, backends) : null;
    }

    public Task WaitForStateChangedAsync(ConnectivityState observed, CancellationToken ct) => _connectivity.WaitForChangeAsync(observed, ct);

    /// <summary>Ends once there is a connection; failed attempts are repeated, at the pace of the addresses' pauses.</summary>
    public async Task ConnectAsync(CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, _disposing.Token);
        while (State != ConnectivityState.Ready)
        {
            var pause = await TryConnectAsync(ending.Token).ConfigureAwait(false);
            if (pause is null)
            {
                return;
            }

            _backends.Refresh();
            using var round = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            var ready = WaitUntilReadyAsync(round.Token); // A call may succeed meanwhile.
            await Task.WhenAny(ready, Task.Delay(pause.Value > s_leastPause ? pause.Value : s_leastPause, round.Token)).ConfigureAwait(false);
            await round.CancelAsync().ConfigureAwait(false);
            ending.Token.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        _disposing.Cancel();
        _connectivity.ShutDown();
        foreach (var connection in _waiting.Values)
        {
            connection.Dispose();
        }
    }

    /// <summary>A handler that has made requests cannot be changed any more.</summary>
    private static bool TakesCallback(SocketsHttpHandler handler)
    {
        try
        {
            handler.ConnectCallback ??= s_connect;
            return handler.ConnectCallback == s_connect;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static async ValueTask<Stream> ConnectForRequestAsync(SocketsHttpConnectionContext context, CancellationToken ct) =>
        context.InitialRequestMessage is ChannelRequest { Connections: { } channel }
            ? await channel.TakeAsync(context.DnsEndPoint).ConfigureAwait(false) ?? await channel.OpenAsync(context.DnsEndPoint, ct).ConfigureAwait(false)
            : new NetworkStream(await ConnectSocketAsync(context.DnsEndPoint, ct).ConfigureAwait(false), ownsSocket: true);

    private static async Task<Socket> ConnectSocketAsync(DnsEndPoint endPoint, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, ct).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        for (var state = State; state != ConnectivityState.Ready; state = State)
        {
            await _connectivity.WaitForChangeAsync(state, ct).ConfigureAwait(false);
        }
    }

    private async Task<TrackedConnection?> TakeAsync(DnsEndPoint endPoint) =>
        _waiting.TryRemove(endPoint, out var connection) && await connection.TakeAsync().ConfigureAwait(false) ? connection : null;

    private async Task<TrackedConnection> OpenAsync(DnsEndPoint endPoint, CancellationToken ct)
    {
        _connectivity.Connecting();
        try
        {
            var socket = await ConnectSocketAsync(endPoint, ct).ConfigureAwait(false);
            _connectivity.Opened();
            return new TrackedConnection(socket, connection =>
            {
                _waiting.TryRemove(new(endPoint, connection));
                _connectivity.Closed();
            });
        }
        catch
        {
            _connectivity.Failed();
            throw;
        }
    }

    /// <returns>How long to wait before the next attempt, or nothing when there is a connection.</returns>
    private async Task<TimeSpan?> TryConnectAsync(CancellationToken ct)
    {
        IReadOnlyList<Backend> order;
        try
        {
            order = await _backends.NextAsync(ct).ConfigureAwait(false);
        }
        catch (RpcException) // No address is known, for now.
        {
            _connectivity.Connecting();
            _connectivity.Failed();
            return s_unknownPause;
        }

        foreach (var backend in order)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(_connectTimeout);
            try
            {
                var connection = await OpenAsync(backend.Address.EndPoint, limit.Token).ConfigureAwait(false);
                backend.Succeeded();
                connection.WaitToBeTaken(_idleTimeout);
                if (!_waiting.TryAdd(backend.Address.EndPoint, connection))
                {
                    await connection.DisposeAsync().ConfigureAwait(false); // One waits there already.
                }

                return null;
            }
            catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                backend.Failed();
            }
        }

        return order.Min(backend => backend.PauseLeft);
    }
}
