using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace RoiApp.StandIns.Tests.Rpc;

public sealed class InterceptorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_interceptors_run_around_every_kind_of_call_the_first_one_outermost()
    {
        var trace = new Trace();
        await using var server = await InteropServer.StartAsync(
            options =>
            {
                options.Interceptors.Add<Tracing>("outer");
                options.Interceptors.Add<Tracing>("inner");
            },
            builder => builder.Services.AddSingleton(trace));
        using var channel = GrpcChannel.ForAddress(server.Address);

        await CallAllKindsAsync(new Interop.InteropClient(channel));

        string[] each = ["outer>", "inner>", "inner<", "outer<"];
        Assert.Equal([.. each, .. each, .. each, .. each], trace.Lines);
    }

    [Fact]
    public async Task A_service_s_own_interceptors_run_inside_those_of_all_services()
    {
        var trace = new Trace();
        await using var server = await InteropServer.StartAsync(
            options => options.Interceptors.Add<Tracing>("all"),
            builder =>
            {
                builder.Services.AddSingleton(trace);
                builder.Services.AddGrpc().AddServiceOptions<InteropService>(options => options.Interceptors.Add<Tracing>("own"));
            });
        using var channel = GrpcChannel.ForAddress(server.Address);

        await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct);

        Assert.Equal(["all>", "own>", "own<", "all<"], trace.Lines);
    }

    [Fact]
    public async Task Client_interceptors_run_around_every_kind_of_call()
    {
        var trace = new Trace();
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        var invoker = channel.Intercept(new ClientTracing(trace, "a"), new ClientTracing(trace, "b"));

        await CallAllKindsAsync(new Interop.InteropClient(invoker));

        Assert.Equal(["a", "b", "a", "b", "a", "b", "a", "b"], trace.Lines);
    }

    [Fact]
    public async Task Headers_can_be_added_by_a_function()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new Interop.InteropClient(channel.Intercept(headers =>
        {
            headers.Add("x-echo-initial", "added");
            return headers;
        }));
        using var call = client.EmptyAsync(new Nothing(), cancellationToken: Ct);

        Assert.Equal("added", (await call.ResponseHeadersAsync).GetValue("x-echo-initial"));
    }

    private static async Task CallAllKindsAsync(Interop.InteropClient client)
    {
        await client.EmptyAsync(new Nothing(), cancellationToken: Ct);
        using var server = client.ServerStream(new Ask(), cancellationToken: Ct);
        await server.ResponseStream.MoveNext(Ct);
        using var upload = client.ClientStream(cancellationToken: Ct);
        await upload.RequestStream.CompleteAsync();
        await upload;
        using var duplex = client.Duplex(cancellationToken: Ct);
        await duplex.RequestStream.CompleteAsync();
        await duplex.ResponseStream.MoveNext(Ct);
    }

    private sealed class Trace
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public void Add(string line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }

    private sealed class Tracing(Trace trace, string name) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => continuation(request, context));

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => continuation(requestStream, context));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => DoneAsync(continuation(request, responseStream, context)));

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => DoneAsync(continuation(requestStream, responseStream, context)));

        private static async Task<bool> DoneAsync(Task task)
        {
            await task;
            return true;
        }

        private async Task<T> AroundAsync<T>(Func<Task<T>> next)
        {
            trace.Add($"{name}>");
            var result = await next();
            trace.Add($"{name}<");
            return result;
        }
    }

    private sealed class ClientTracing(Trace trace, string name) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            trace.Add(name);
            return continuation(request, context);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            trace.Add(name);
            return continuation(request, context);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            trace.Add(name);
            return continuation(context);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            trace.Add(name);
            return continuation(context);
        }
    }
}
