using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using RoiApp.Testing.Servers;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>A channel tells how it stands with its server, with a call or without.</summary>
public sealed class ConnectivityTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_is_idle_then_ready_then_idle_when_its_server_has_gone()
    {
        var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        Assert.Equal(ConnectivityState.Idle, channel.State);

        await CallAsync(channel);
        Assert.Equal(ConnectivityState.Ready, channel.State);

        var leaving = channel.WaitForStateChangedAsync(ConnectivityState.Ready, Ct);
        Assert.False(leaving.IsCompleted);
        await server.DisposeAsync();
        await leaving.WaitAsync(TimeSpan.FromMinutes(1), Ct);
        Assert.Equal(ConnectivityState.Idle, channel.State);
    }

    [Fact]
    public async Task A_connection_made_ahead_is_the_one_that_the_first_call_uses()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var channel = GrpcChannel.ForAddress($"http://{listener.LocalEndpoint}");
        await channel.ConnectAsync(Ct);
        Assert.Equal(ConnectivityState.Ready, channel.State);
        using var connection = await listener.AcceptSocketAsync(Ct);

        _ = CallAsync(channel); // Nobody answers: it ends with the channel.

        var preface = new byte[24];
        await new NetworkStream(connection).ReadExactlyAsync(preface, Ct);
        Assert.Equal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, preface);
    }

    [Fact]
    public async Task What_a_server_says_first_reaches_the_first_call()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        await channel.ConnectAsync(Ct);

        await CallAsync(channel);
        await CallAsync(channel);

        Assert.Equal(ConnectivityState.Ready, channel.State);
    }

    [Fact]
    public async Task A_connection_made_ahead_and_lost_before_a_call_is_noticed()
    {
        var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        await channel.ConnectAsync(Ct);

        await server.DisposeAsync();

        await channel.WaitForStateChangedAsync(ConnectivityState.Ready, Ct).WaitAsync(TimeSpan.FromMinutes(1), Ct);
        Assert.Equal(ConnectivityState.Idle, channel.State);
    }

    [Fact]
    public async Task A_failed_attempt_is_transient_and_connecting_goes_on_until_the_server_is_there()
    {
        var port = FreePort.Next();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new GrpcChannelOptions { InitialReconnectBackoff = TimeSpan.FromMilliseconds(50) });
        await Assert.ThrowsAsync<RpcException>(() => CallAsync(channel));
        Assert.Equal(ConnectivityState.TransientFailure, channel.State);

        var connecting = channel.ConnectAsync(Ct);
        await using var server = await InteropServer.StartAsync(port: port);
        await connecting.WaitAsync(TimeSpan.FromMinutes(1), Ct);

        Assert.Equal(ConnectivityState.Ready, channel.State);
        await CallAsync(channel);
    }

    [Fact]
    public async Task Waiting_ends_with_its_token_and_with_the_channel()
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        var cancelled = channel.ConnectAsync(cancelling.Token);
        var disposed = channel.ConnectAsync(Ct);
        var observing = channel.WaitForStateChangedAsync(ConnectivityState.Ready, Ct); // It is another already.

        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        channel.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => disposed);

        await observing;
        Assert.Equal(ConnectivityState.Shutdown, channel.State);
        Assert.Throws<ObjectDisposedException>(() => { _ = channel.ConnectAsync(Ct); });
        Assert.Throws<ObjectDisposedException>(() => { _ = channel.WaitForStateChangedAsync(ConnectivityState.Shutdown, Ct); });
    }

    /// <summary>As with the package: its message, for a transport whose connections nobody can see.</summary>
    [Theory]
    [InlineData("client")]
    [InlineData("own callback")]
    [InlineData("other handler")]
    public async Task A_transport_that_cannot_be_seen_into_is_refused_where_it_would_have_to_be(string transport)
    {
        await using var server = await InteropServer.StartAsync();
        var options = transport switch
        {
            "client" => new GrpcChannelOptions { HttpClient = new HttpClient() },
            "own callback" => new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { ConnectCallback = ConnectAsync } },
            _ => new GrpcChannelOptions { HttpHandler = new HttpClientHandler() },
        };
        options.DisposeHttpClient = true;
        using var channel = GrpcChannel.ForAddress(server.Address, options);

        await CallAsync(channel);

        Assert.Contains(nameof(SocketsHttpHandler), Assert.Throws<InvalidOperationException>(() => channel.State).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => { _ = channel.ConnectAsync(Ct); });
        Assert.Throws<InvalidOperationException>(() => { _ = channel.WaitForStateChangedAsync(ConnectivityState.Idle, Ct); });
        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("dns:///localhost", new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Insecure, HttpClient = options.HttpClient, HttpHandler = options.HttpHandler,
        }));
    }

    [Fact]
    public async Task Channels_that_share_a_handler_are_told_apart()
    {
        await using var one = await InteropServer.StartAsync();
        await using var two = await InteropServer.StartAsync();
        using var handler = new SocketsHttpHandler();
        using var first = GrpcChannel.ForAddress(one.Address, new GrpcChannelOptions { HttpHandler = handler });
        using var second = GrpcChannel.ForAddress(two.Address, new GrpcChannelOptions { HttpHandler = handler });

        await CallAsync(first);

        Assert.Equal((ConnectivityState.Ready, ConnectivityState.Idle), (first.State, second.State));
        await CallAsync(second);
        Assert.Equal(ConnectivityState.Ready, second.State);
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(context.DnsEndPoint, ct);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task CallAsync(GrpcChannel channel) => await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct);
}
