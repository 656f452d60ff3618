using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>The test service with an interceptor before it that fails the first calls.</summary>
internal sealed class FailingServer : IAsyncDisposable
{
    private readonly InteropServer _server;
    private readonly Plan _plan;

    private FailingServer(InteropServer server, Plan plan) => (_server, _plan) = (server, plan);

    public Uri Address => _server.Address;

    public int Attempts => _plan.Attempts;

    public static async Task<FailingServer> StartAsync(int failures, StatusCode code, string? pushback = null, int failAfterMessages = 0)
    {
        var plan = new Plan(failures, code, pushback, failAfterMessages);
        var server = await InteropServer.StartAsync(
            grpc => grpc.Interceptors.Add<FailingInterceptor>(), builder => builder.Services.AddSingleton(plan));
        return new FailingServer(server, plan);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal sealed class Plan(int failures, StatusCode code, string? pushback, int failAfterMessages)
    {
        private int _attempts;

        public int Attempts => Volatile.Read(ref _attempts);

        public int FailAfterMessages => failAfterMessages;

        public RpcException? Next() => Interlocked.Increment(ref _attempts) > failures
            ? null
            : new RpcException(new Status(code, "not yet"), pushback is null ? [] : new Metadata { { "grpc-retry-pushback-ms", pushback } });
    }

    private sealed class FailingInterceptor(Plan plan) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            plan.Next() is { } failure ? throw failure : continuation(request, context);

        public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            if (plan.Next() is { } failure)
            {
                for (var i = 0; i < plan.FailAfterMessages; i++)
                {
                    await requestStream.MoveNext(context.CancellationToken);
                }

                throw failure;
            }

            return await continuation(requestStream, context);
        }
    }
}
