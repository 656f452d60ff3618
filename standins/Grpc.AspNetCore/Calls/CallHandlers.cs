using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class UnaryCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> invoke, CallSettings settings, ILogger logger)
    : CallHandler<TRequest, TResponse>(method, settings, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(HttpContextServerCallContext call)
    {
        var request = await call.Reader.ReadSingleAsync(Deserializer, CancellationToken.None).ConfigureAwait(false);
        await RespondAsync(call, await invoke(request, call).ConfigureAwait(false)).ConfigureAwait(false);
    }
}

internal sealed class ClientStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> invoke, CallSettings settings, ILogger logger)
    : CallHandler<TRequest, TResponse>(method, settings, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(HttpContextServerCallContext call)
    {
        LiftRequestLimits(call.HttpContext);
        LiftRequestTimeout(call.HttpContext);
        var requests = new RequestStreamReader<TRequest>(call, Deserializer);
        await RespondAsync(call, await invoke(requests, call).ConfigureAwait(false)).ConfigureAwait(false);
    }
}

internal sealed class ServerStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> invoke, CallSettings settings, ILogger logger)
    : CallHandler<TRequest, TResponse>(method, settings, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(HttpContextServerCallContext call)
    {
        LiftRequestTimeout(call.HttpContext);
        var request = await call.Reader.ReadSingleAsync(Deserializer, CancellationToken.None).ConfigureAwait(false);
        await invoke(request, new ResponseStreamWriter<TResponse>(call, Serializer), call).ConfigureAwait(false);
    }
}

internal sealed class DuplexStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> invoke, CallSettings settings, ILogger logger)
    : CallHandler<TRequest, TResponse>(method, settings, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task HandleAsync(HttpContextServerCallContext call)
    {
        LiftRequestLimits(call.HttpContext);
        LiftRequestTimeout(call.HttpContext);
        var requests = new RequestStreamReader<TRequest>(call, Deserializer);
        await invoke(requests, new ResponseStreamWriter<TResponse>(call, Serializer), call).ConfigureAwait(false);
    }
}
