using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>One side dies, at each point of a call's life; the other is told, and works on for nobody.</summary>
public sealed class KillTests
{
    private static readonly TimeSpan s_promptly = TimeSpan.FromSeconds(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("before the first message")]
    [InlineData("between messages")]
    [InlineData("while the service works")]
    [InlineData("while the service writes")]
    public async Task The_service_ends_when_its_client_has_died(string moment)
    {
        await using var server = await InteropServer.StartAsync();
        await using var wire = new CuttableWire(server.Address.Port);
        using var channel = GrpcChannel.ForAddress(wire.Address);
        using var call = new Interop.InteropClient(channel).Duplex(new Metadata { { "tag", moment } }, cancellationToken: Ct);
        await server.Notes.StartOf(moment).WaitAsync(Ct);
        await BringToAsync(moment, call);

        wire.Cut();

        await server.Notes.EndOf(moment).WaitAsync(s_promptly, Ct);
        Assert.Equal(0, server.Notes.Running);
    }

    [Theory]
    [InlineData("before the first message")]
    [InlineData("between messages")]
    [InlineData("while the service works")]
    [InlineData("while the service writes")]
    public async Task The_client_is_told_unavailable_when_its_server_has_died(string moment)
    {
        var server = await InteropServer.StartAsync();
        await using var wire = new CuttableWire(server.Address.Port);
        using var channel = GrpcChannel.ForAddress(wire.Address);
        using var call = new Interop.InteropClient(channel).Duplex(new Metadata { { "tag", moment } }, cancellationToken: Ct);
        await server.Notes.StartOf(moment).WaitAsync(Ct);
        await BringToAsync(moment, call);

        wire.Cut();

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(Ct))
            {
            }
        }).WaitAsync(s_promptly * 5, Ct);
        Assert.True(failure.StatusCode == StatusCode.Unavailable, failure.ToString());
        await server.DisposeAsync();
    }

    private static async Task BringToAsync(string moment, AsyncDuplexStreamingCall<Ask, Answer> call)
    {
        switch (moment)
        {
            case "between messages":
                await call.RequestStream.WriteAsync(new Ask { ResponseSizes = { 10 } }, Ct);
                Assert.True(await call.ResponseStream.MoveNext(Ct));
                break;
            case "while the service works":
                await call.RequestStream.WriteAsync(new Ask { ResponseSizes = { 1, 1 }, PauseMs = 600_000, Payload = ByteString.CopyFrom(new byte[1000]) }, Ct);
                break;
            case "while the service writes":
                await call.RequestStream.WriteAsync(new Ask { ResponseSizes = { Enumerable.Repeat(1_000_000, 100) } }, Ct);
                Assert.True(await call.ResponseStream.MoveNext(Ct));
                break;
        }
    }

    /// <summary>A TCP connection between the two that can be cut as a dying process or machine would: no goodbye, a reset.</summary>
    private sealed class CuttableWire : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<Socket> _sockets = [];
        private readonly Task _accepting;
        private readonly int _port;

        public CuttableWire(int port)
        {
            _port = port;
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public Uri Address => new($"http://{_listener.LocalEndpoint}");

        public void Cut()
        {
            lock (_sockets)
            {
                foreach (var socket in _sockets)
                {
                    socket.Close(0);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            Cut();
            await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task AcceptAsync()
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(IPAddress.Loopback, _port);
                lock (_sockets)
                {
                    _sockets.AddRange([client, server]);
                }

                _ = PumpAsync(client, server);
                _ = PumpAsync(server, client);
            }
        }

        private static async Task PumpAsync(Socket from, Socket to)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                for (int read; (read = await from.ReceiveAsync(buffer)) > 0;)
                {
                    for (var sent = 0; sent < read;)
                    {
                        sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Cut.
            }
        }
    }
}
