using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace RoiApp.StandIns.Tests.Rpc;

public sealed class UnaryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_goes_there_and_another_comes_back()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);

        var answer = await new Interop.InteropClient(channel).UnaryAsync(new Ask { ResponseBytes = 314159, Payload = ByteString.CopyFrom(new byte[271828]) }, cancellationToken: Ct);

        Assert.Equal(314159, answer.Payload.Length);
    }

    [Fact]
    public async Task A_status_arrives_with_its_code_its_message_and_its_trailers()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new Interop.InteropClient(channel);
        const string Message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001F608 100%\t\n";

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(
            new Ask { StatusCode = (int)StatusCode.FailedPrecondition, StatusMessage = Message },
            new Metadata { { "x-echo-trailing-bin", [1, 2, 255] } }, cancellationToken: Ct));

        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Equal(Message, failure.Status.Detail);
        Assert.Equal([1, 2, 255], failure.Trailers.GetValueBytes("x-echo-trailing-bin"));
    }

    [Fact]
    public async Task Headers_are_there_before_the_answer_and_trailers_after_it()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var call = new Interop.InteropClient(channel).EmptyAsync(
            new Nothing(), new Metadata { { "x-echo-initial", "hello" }, { "x-echo-trailing-bin", [0xab, 0xab] } }, cancellationToken: Ct);

        Assert.Equal("hello", (await call.ResponseHeadersAsync).GetValue("x-echo-initial"));
        await call;
        Assert.Equal([0xab, 0xab], call.GetTrailers().GetValueBytes("x-echo-trailing-bin"));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task An_unknown_method_and_an_unknown_service_are_unimplemented()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);

        var method = await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).NotImplementedAsync(new Nothing(), cancellationToken: Ct));
        var service = await Assert.ThrowsAsync<RpcException>(async () => await new Nowhere.NowhereClient(channel).CallAsync(new Nothing(), cancellationToken: Ct));

        Assert.Equal(StatusCode.Unimplemented, method.StatusCode);
        Assert.Equal((StatusCode.Unimplemented, "Service is unimplemented."), (service.StatusCode, service.Status.Detail));
    }

    [Fact]
    public async Task Nobody_listening_is_unavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.StartsWith("Error starting gRPC call.", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocking_call_answers_too()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);

        Assert.Equal(7, new Interop.InteropClient(channel).Unary(new Ask { ResponseBytes = 7 }, cancellationToken: Ct).Payload.Length);
    }
}
