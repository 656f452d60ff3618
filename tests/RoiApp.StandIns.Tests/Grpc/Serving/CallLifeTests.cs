using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>How calls end: by the client, by the clock, by the server, and nobody left working for them.</summary>
public sealed class CallLifeTests
{
    private static readonly TimeSpan s_promptly = TimeSpan.FromSeconds(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cancelled_call_stops_its_service_promptly()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var cancel = new CancellationTokenSource();
        var call = new Interop.InteropClient(channel).SleepAsync(new Ask(), Tag("cancelled"), cancellationToken: cancel.Token);
        await server.Notes.StartOf("cancelled").WaitAsync(Ct);

        await cancel.CancelAsync();

        await server.Notes.EndOf("cancelled").WaitAsync(s_promptly, Ct);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
    }

    [Fact]
    public async Task A_disposed_call_stops_its_service_promptly()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        var call = new Interop.InteropClient(channel).Duplex(Tag("disposed"), cancellationToken: Ct);
        await server.Notes.StartOf("disposed").WaitAsync(Ct);

        call.Dispose();

        await server.Notes.EndOf("disposed").WaitAsync(s_promptly, Ct);
        Assert.Equal((StatusCode.Cancelled, "gRPC call disposed."), (call.GetStatus().StatusCode, call.GetStatus().Detail));
    }

    [Fact]
    public async Task A_disposed_channel_ends_its_calls()
    {
        await using var server = await InteropServer.StartAsync();
        var channel = GrpcChannel.ForAddress(server.Address);
        var call = new Interop.InteropClient(channel).SleepAsync(new Ask(), Tag("channel"), cancellationToken: Ct);
        await server.Notes.StartOf("channel").WaitAsync(Ct);

        channel.Dispose();

        await server.Notes.EndOf("channel").WaitAsync(s_promptly, Ct);
        await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Throws<ObjectDisposedException>(channel.CreateCallInvoker);
    }

    [Fact]
    public async Task The_deadline_stops_the_service_even_when_the_client_has_not_noticed()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var raw = new RawCall(server.Address, "/roi.testing.Interop/Sleep", ("grpc-timeout", "100m"), ("tag", "clock"));

        using var response = await raw.SendAsync([0, 0, 0, 0, 0], Ct);

        await server.Notes.EndOf("clock").WaitAsync(s_promptly, Ct);
        Assert.Equal(("4", "Deadline Exceeded"), (response.Headers.GetValues("grpc-status").Single(), response.Headers.GetValues("grpc-message").Single()));
    }

    [Fact]
    public async Task A_write_that_is_cancelled_gives_up_the_call()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Interop.InteropClient(channel).ClientStream(Tag("write"), cancellationToken: Ct);
        await server.Notes.StartOf("write").WaitAsync(Ct);

        await Assert.ThrowsAnyAsync<RpcException>(() => call.RequestStream.WriteAsync(new Ask(), new CancellationToken(canceled: true)));

        await server.Notes.EndOf("write").WaitAsync(s_promptly, Ct);
    }

    [Fact]
    public async Task Operation_cancelled_is_thrown_where_the_channel_asks_for_it()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { ThrowOperationCanceledOnCancellation = true });
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new Interop.InteropClient(channel).SleepAsync(new Ask(), cancellationToken: cancel.Token));

        Assert.True(cancel.IsCancellationRequested);
    }

    [Fact]
    public async Task A_server_that_stops_lets_running_calls_end_and_takes_no_new_ones()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new Interop.InteropClient(channel);
        using var running = client.Duplex(Tag("graceful"), cancellationToken: Ct);
        await running.RequestStream.WriteAsync(new Ask { ResponseSizes = { 1 } }, Ct);
        Assert.True(await running.ResponseStream.MoveNext(Ct));

        var stopping = server.StopAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        RpcException? refused = null;
        while (refused is null)
        {
            limit.Token.ThrowIfCancellationRequested();
            try
            {
                await client.EmptyAsync(new Nothing(), cancellationToken: Ct);
            }
            catch (RpcException e)
            {
                refused = e;
            }
        }

        await running.RequestStream.WriteAsync(new Ask { ResponseSizes = { 2 } }, Ct);
        Assert.True(await running.ResponseStream.MoveNext(Ct));
        await running.RequestStream.CompleteAsync();
        Assert.False(await running.ResponseStream.MoveNext(Ct));
        await stopping;
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
    }

    [Fact]
    public async Task An_exception_tells_the_client_nothing_unless_the_options_say_so()
    {
        await using var plain = await InteropServer.StartAsync();
        await using var open = await InteropServer.StartAsync(options => options.EnableDetailedErrors = true);

        Assert.Equal("Exception was thrown by handler.", await DetailAsync(plain));
        Assert.StartsWith("Exception was thrown by handler. OverflowException:", await DetailAsync(open), StringComparison.Ordinal);

        static async Task<string> DetailAsync(InteropServer server)
        {
            using var channel = GrpcChannel.ForAddress(server.Address);
            var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).UnaryAsync(new Ask { ResponseBytes = -1 }, cancellationToken: Ct));
            Assert.Equal(StatusCode.Unknown, failure.StatusCode);
            return failure.Status.Detail;
        }
    }

    [Fact]
    public async Task The_server_limits_what_it_takes_and_what_it_sends()
    {
        await using var server = await InteropServer.StartAsync(options => (options.MaxReceiveMessageSize, options.MaxSendMessageSize) = (1000, 2000));
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new Interop.InteropClient(channel);

        var received = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new Ask { Payload = Zeros(1001) }, cancellationToken: Ct));
        var sent = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new Ask { ResponseBytes = 2001 }, cancellationToken: Ct));

        Assert.Equal((StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."), (received.StatusCode, received.Status.Detail));
        Assert.Equal((StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size."), (sent.StatusCode, sent.Status.Detail));
    }

    [Fact]
    public async Task A_small_message_that_unpacks_to_a_huge_one_is_refused()
    {
        Assert.SkipUnless(StandIn.Has(typeof(GrpcChannel)), "The package measures a message before it unpacks it.");
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).UnaryAsync(
            new Ask { Payload = Zeros(50_000_000) }, new Metadata { { "grpc-internal-encoding-request", "gzip" } }, cancellationToken: Ct));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task One_write_and_one_read_at_a_time()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Interop.InteropClient(channel).Duplex(cancellationToken: Ct);

        var reading = call.ResponseStream.MoveNext(Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext(Ct));
        await call.RequestStream.CompleteAsync();

        Assert.False(await reading);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new Ask(), Ct));
    }

    private static Metadata Tag(string tag) => new() { { "tag", tag } };

    private static ByteString Zeros(int bytes) => ByteString.CopyFrom(new byte[bytes]);
}
