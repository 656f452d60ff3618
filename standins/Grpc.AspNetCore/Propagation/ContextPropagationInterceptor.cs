using Grpc.AspNetCore.ClientFactory;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Gives an outgoing call the deadline and the cancellation of the gRPC call it is made in.</summary>
/// <remarks>A singleton; the call it is made in is found by the accessor's asynchronous local.</remarks>
internal sealed class ContextPropagationInterceptor(IOptions<GrpcContextPropagationOptions> options, IHttpContextAccessor accessor) : Interceptor
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var inner = Inner(context, out var linked);
        using (linked)
        {
            return continuation(request, inner);
        }
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(request, Inner(context, out var linked));
        return linked is null
            ? call
            : new AsyncUnaryCall<TResponse>(call.ResponseAsync, call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, () => Dispose(call, linked));
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(request, Inner(context, out var linked));
        return linked is null
            ? call
            : new AsyncServerStreamingCall<TResponse>(call.ResponseStream, call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, () => Dispose(call, linked));
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(Inner(context, out var linked));
        return linked is null
            ? call
            : new AsyncClientStreamingCall<TRequest, TResponse>(
                call.RequestStream, call.ResponseAsync, call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, () => Dispose(call, linked));
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(Inner(context, out var linked));
        return linked is null
            ? call
            : new AsyncDuplexStreamingCall<TRequest, TResponse>(
                call.RequestStream, call.ResponseStream, call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, () => Dispose(call, linked));
    }

    private static void Dispose(IDisposable call, CancellationTokenSource linked)
    {
        call.Dispose();
        linked.Dispose();
    }

    private ClientInterceptorContext<TRequest, TResponse> Inner<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, out CancellationTokenSource? linked)
        where TRequest : class
        where TResponse : class
    {
        linked = null;
        if (accessor.HttpContext?.Features.Get<IServerCallContextFeature>()?.ServerCallContext is not { } outer)
        {
            return options.Value.SuppressContextNotFoundErrors
                ? context
                : throw new InvalidOperationException("Unable to propagate server context values to the call. Can't find the gRPC ServerCallContext on the current HttpContext.");
        }

        var call = context.Options;
        if (outer.Deadline < (call.Deadline ?? DateTime.MaxValue))
        {
            call = call.WithDeadline(outer.Deadline);
        }

        if (!call.CancellationToken.CanBeCanceled)
        {
            call = call.WithCancellationToken(outer.CancellationToken);
        }
        else if (outer.CancellationToken.CanBeCanceled)
        {
            linked = CancellationTokenSource.CreateLinkedTokenSource(outer.CancellationToken, call.CancellationToken);
            call = call.WithCancellationToken(linked.Token);
        }

        return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, call);
    }
}
