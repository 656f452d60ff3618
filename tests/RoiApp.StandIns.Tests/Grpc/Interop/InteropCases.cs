using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>Our client against a server: ours, or one written by others. The cases of gRPC's own interoperability tests, and what they leave out.</summary>
public abstract class InteropCases : IDisposable
{
    private GrpcChannel? _channel;

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected Interop.InteropClient Client => new(Channel);

    private GrpcChannel Channel => _channel ??= GrpcChannel.ForAddress(Address);

    private protected abstract Uri Address { get; }

    private protected virtual bool Compresses => false;

    public void Dispose()
    {
        _channel?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Empty_unary() => Assert.Equal(new Nothing(), await Client.EmptyAsync(new Nothing(), cancellationToken: Ct));

    [Fact]
    public async Task Large_unary()
    {
        var answer = await Client.UnaryAsync(new Ask { ResponseBytes = 3_141_590, Payload = Zeros(2_718_280) }, cancellationToken: Ct);

        Assert.Equal(3_141_590, answer.Payload.Length);
    }

    [Fact]
    public async Task Client_streaming()
    {
        using var call = Client.ClientStream(cancellationToken: Ct);
        foreach (var size in new[] { 27182, 8, 1828, 45904 })
        {
            await call.RequestStream.WriteAsync(new Ask { Payload = Zeros(size) }, Ct);
        }

        await call.RequestStream.CompleteAsync();
        var total = await call;

        Assert.Equal((74922, 4), (total.Bytes, total.Messages));
    }

    [Fact]
    public async Task Server_streaming()
    {
        int[] sizes = [31415, 0, 9, 2653, 58979, 2_500_000];
        using var call = Client.ServerStream(new Ask { ResponseSizes = { sizes } }, cancellationToken: Ct);

        Assert.Equal(sizes, (await call.ResponseStream.ReadAllAsync(Ct).ToListAsync(Ct)).Select(answer => answer.Payload.Length));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Ping_pong()
    {
        using var call = Client.Duplex(cancellationToken: Ct);
        foreach (var size in new[] { 31415, 9, 2653, 58979 })
        {
            await call.RequestStream.WriteAsync(new Ask { ResponseSizes = { size }, Payload = Zeros(size) }, Ct);
            Assert.True(await call.ResponseStream.MoveNext(Ct));
            Assert.Equal(size, call.ResponseStream.Current.Payload.Length);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Ct));
    }

    [Fact]
    public async Task Empty_stream()
    {
        using var call = Client.Duplex(cancellationToken: Ct);
        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Cancel_after_begin()
    {
        using var cancel = new CancellationTokenSource();
        using var call = Client.ClientStream(cancellationToken: cancel.Token);
        await cancel.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Cancel_after_first_response()
    {
        using var cancel = new CancellationTokenSource();
        using var call = Client.Duplex(cancellationToken: cancel.Token);
        await call.RequestStream.WriteAsync(new Ask { ResponseSizes = { 31415 }, Payload = Zeros(27182) }, Ct);
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        await cancel.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct))).StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new Ask(), Ct))).StatusCode);
    }

    [Fact]
    public async Task Timeout_on_sleeping_server()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.SleepAsync(new Ask(), deadline: DateTime.UtcNow.AddMilliseconds(200), cancellationToken: Ct));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task Timeout_of_a_stream()
    {
        using var call = Client.Duplex(deadline: DateTime.UtcNow.AddMilliseconds(200), cancellationToken: Ct);

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct))).StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Deadline_in_the_past_sends_nothing()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.EmptyAsync(new Nothing(), deadline: DateTime.UtcNow.AddSeconds(-1), cancellationToken: Ct));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task Deadline_reaches_the_server()
    {
        var answer = await Client.UnaryAsync(new Ask { Describe = true }, deadline: DateTime.UtcNow.AddMinutes(1), cancellationToken: Ct);

        var left = int.Parse(answer.Description.Split(';').Single(part => part.StartsWith("deadline=", StringComparison.Ordinal))[9..], null);
        Assert.InRange(left, 20_000, 60_000);
    }

    [Fact]
    public async Task Custom_metadata()
    {
        using var call = Client.EmptyAsync(
            new Nothing(), new Metadata { { "x-echo-initial", "test_initial_metadata_value" }, { "x-echo-trailing-bin", [0xab, 0xab, 0xab, 0] } }, cancellationToken: Ct);

        Assert.Equal("test_initial_metadata_value", (await call.ResponseHeadersAsync).GetValue("x-echo-initial"));
        await call;
        Assert.Equal([0xab, 0xab, 0xab, 0], call.GetTrailers().GetValueBytes("x-echo-trailing-bin"));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Custom_metadata_of_a_stream()
    {
        using var call = Client.Duplex(new Metadata { { "x-echo-initial", "streamed" }, { "x-echo-trailing-bin", [1] } }, cancellationToken: Ct);

        Assert.Equal("streamed", (await call.ResponseHeadersAsync).GetValue("x-echo-initial"));
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal([1], call.GetTrailers().GetValueBytes("x-echo-trailing-bin"));
    }

    [Fact]
    public async Task Status_code_and_message_with_trailers()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.UnaryAsync(
            new Ask { StatusCode = 2, StatusMessage = "test status message" }, new Metadata { { "x-echo-trailing-bin", [1, 2, 255] } }, cancellationToken: Ct));

        Assert.Equal((StatusCode.Unknown, "test status message"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal([1, 2, 255], failure.Trailers.GetValueBytes("x-echo-trailing-bin"));
    }

    [Fact]
    public async Task Every_status_code()
    {
        foreach (var code in Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK))
        {
            var failure = await Assert.ThrowsAsync<RpcException>(
                async () => await Client.UnaryAsync(new Ask { StatusCode = (int)code, StatusMessage = "as asked" }, cancellationToken: Ct));
            Assert.Equal((code, "as asked"), (failure.StatusCode, failure.Status.Detail));
        }
    }

    [Fact]
    public async Task Special_status_message()
    {
        const string Message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001F608 and 100%\t\n";

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.UnaryAsync(new Ask { StatusCode = 2, StatusMessage = Message }, cancellationToken: Ct));

        Assert.Equal(Message, failure.Status.Detail);
    }

    [Fact]
    public async Task Status_after_messages()
    {
        using var call = Client.ServerStream(new Ask { ResponseSizes = { 1, 2 }, StatusCode = (int)StatusCode.DataLoss, StatusMessage = "half" }, cancellationToken: Ct);

        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct));

        Assert.Equal((StatusCode.DataLoss, "half"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task Status_for_a_client_that_still_writes()
    {
        using var call = Client.ClientStream(cancellationToken: Ct);

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await call.RequestStream.WriteAsync(new Ask { StatusCode = (int)StatusCode.InvalidArgument, StatusMessage = "no options first" }, Ct);
            while (true)
            {
                await call.RequestStream.WriteAsync(new Ask { Payload = Zeros(100_000) }, Ct);
            }
        });

        Assert.Equal((StatusCode.InvalidArgument, "no options first"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
    }

    [Fact]
    public async Task Unimplemented_method() =>
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(async () => await Client.NotImplementedAsync(new Nothing(), cancellationToken: Ct))).StatusCode);

    [Fact]
    public async Task Unimplemented_service()
    {
        var nowhere = new Nowhere.NowhereClient(Channel);

        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(async () => await nowhere.CallAsync(new Nothing(), cancellationToken: Ct))).StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Client_compressed_unary(string encoding)
    {
        var headers = new Metadata { { "grpc-internal-encoding-request", encoding } };

        Assert.Equal(314159, (await Client.UnaryAsync(new Ask { ResponseBytes = 314159, Payload = Zeros(271828) }, headers, cancellationToken: Ct)).Payload.Length);
    }

    [Fact]
    public async Task Client_compressed_streaming_with_one_message_left_as_it_is()
    {
        using var call = Client.ClientStream(new Metadata { { "grpc-internal-encoding-request", "gzip" } }, cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new Ask { Payload = Zeros(27182) }, Ct);
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(new Ask { Payload = Zeros(45904) }, Ct);
        await call.RequestStream.CompleteAsync();

        Assert.Equal(73086, (await call).Bytes);
    }

    [Fact]
    public async Task Answer_larger_than_the_client_takes()
    {
        Assert.SkipUnless(StandIn.Has(typeof(GrpcChannel)) || !Compresses, "The package measures a message before it unpacks it.");
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.UnaryAsync(new Ask { ResponseBytes = 4_200_000 }, cancellationToken: Ct));

        Assert.Equal((StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task Request_larger_than_the_client_sends()
    {
        using var small = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { MaxSendMessageSize = 100 });

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(small).UnaryAsync(new Ask { Payload = Zeros(101) }, cancellationToken: Ct));

        Assert.Equal((StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size."), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task A_hundred_calls_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Client.UnaryAsync(new Ask { ResponseBytes = n }, cancellationToken: Ct).ResponseAsync));

        Assert.Equal(Enumerable.Range(0, 100), answers.Select(answer => answer.Payload.Length));
    }

    [Fact]
    public async Task Keep_alive_pings()
    {
        using var handler = new SocketsHttpHandler { KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(1) };
        using var channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { HttpHandler = handler });
        using var call = new Interop.InteropClient(channel).ServerStream(new Ask { ResponseSizes = { 1, 1 }, PauseMs = 1500 }, cancellationToken: Ct);

        Assert.Equal(2, (await call.ResponseStream.ReadAllAsync(Ct).ToListAsync(Ct)).Count);
    }

    [Fact]
    public async Task A_blocking_call()
    {
        await Task.Yield();

        Assert.Equal(7, Client.Unary(new Ask { ResponseBytes = 7 }, cancellationToken: Ct).Payload.Length);
    }

    private protected static ByteString Zeros(int bytes) => ByteString.CopyFrom(new byte[bytes]);
}
