using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>What the packages leave to others throws here as it does there, so that a caller's <c>catch</c> means the same.</summary>
public sealed class UnimplementedMemberTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_client_made_for_a_test_double_makes_no_calls()
    {
        var client = new DoubleClient();

        Assert.Throws<NotImplementedException>(() => client.Empty(new Nothing(), cancellationToken: Ct));
        Assert.Throws<NotImplementedException>(() => client.EmptyAsync(new Nothing(), cancellationToken: Ct));
        Assert.Throws<NotImplementedException>(() => client.Duplex(cancellationToken: Ct));
    }

    [Fact]
    public void A_binder_that_takes_no_methods_says_so() => Assert.Throws<NotImplementedException>(
        () => Interop.BindService(new ServiceBinderBase(), new InteropService(new InteropNotes())));

    [Fact]
    public void A_marshaller_of_contexts_has_no_simple_functions()
    {
        var marshaller = Marshallers.Create<string>(static (_, context) => context.Complete(), static _ => "");

        Assert.Throws<NotImplementedException>(() => marshaller.Serializer("text"));
        Assert.Throws<NotImplementedException>(() => marshaller.Deserializer([]));
    }

    [Fact]
    public async Task A_server_call_gives_no_propagation_token()
    {
        var failure = new TaskCompletionSource<Exception?>();
        await using var server = await InteropServer.StartAsync(
            options => options.Interceptors.Add<TokenInterceptor>(), builder => builder.Services.AddSingleton(failure));
        using var channel = GrpcChannel.ForAddress(server.Address);

        await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct);

        Assert.IsType<NotImplementedException>(await failure.Task);
    }

    private sealed class DoubleClient : Interop.InteropClient;

    private sealed class TokenInterceptor(TaskCompletionSource<Exception?> failure) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            failure.SetResult(Record.Exception(() => { context.CreatePropagationToken(); }));
            return continuation(request, context);
        }
    }
}
