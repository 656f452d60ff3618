using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace RoiApp.StandIns.Tests.Rpc;

public sealed class StreamingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_streams_messages_of_any_size_in_order()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        int[] sizes = [31415, 0, 9, 2653, 58979, 2_500_000];
        using var call = new Interop.InteropClient(channel).ServerStream(new Ask { ResponseSizes = { sizes } }, cancellationToken: Ct);

        var received = new List<int>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync(Ct))
        {
            received.Add(answer.Payload.Length);
        }

        Assert.Equal(sizes, received);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_client_streams_messages_and_gets_one_answer()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Interop.InteropClient(channel).ClientStream(cancellationToken: Ct);

        foreach (var size in new[] { 27182, 8, 1828, 45904 })
        {
            await call.RequestStream.WriteAsync(new Ask { Payload = ByteString.CopyFrom(new byte[size]) }, Ct);
        }

        await call.RequestStream.CompleteAsync();
        var total = await call;

        Assert.Equal((74922, 4), (total.Bytes, total.Messages));
    }

    [Fact]
    public async Task Ping_and_pong_alternate_on_one_call()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Interop.InteropClient(channel).Duplex(cancellationToken: Ct);

        foreach (var size in new[] { 31415, 9, 2653, 58979 })
        {
            await call.RequestStream.WriteAsync(new Ask { ResponseSizes = { size } }, Ct);
            Assert.True(await call.ResponseStream.MoveNext(Ct));
            Assert.Equal(size, call.ResponseStream.Current.Payload.Length);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Ct));
    }

    [Fact]
    public async Task An_empty_stream_each_way_ends_ok()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Interop.InteropClient(channel).Duplex(cancellationToken: Ct);

        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(Ct));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_status_after_messages_comes_after_them()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Interop.InteropClient(channel).ServerStream(
            new Ask { ResponseSizes = { 1, 2 }, StatusCode = (int)StatusCode.DataLoss, StatusMessage = "half" }, cancellationToken: Ct);

        Assert.True(await call.ResponseStream.MoveNext(Ct));
        Assert.True(await call.ResponseStream.MoveNext(Ct));
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct));

        Assert.Equal((StatusCode.DataLoss, "half"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task A_server_that_ends_early_tells_a_client_that_still_writes_why()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Interop.InteropClient(channel).ClientStream(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new Ask { StatusCode = (int)StatusCode.InvalidArgument, StatusMessage = "no options first" }, Ct);

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (true)
            {
                await call.RequestStream.WriteAsync(new Ask { Payload = ByteString.CopyFrom(new byte[100_000]) }, Ct);
            }
        });

        Assert.Equal((StatusCode.InvalidArgument, "no options first"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
    }
}
