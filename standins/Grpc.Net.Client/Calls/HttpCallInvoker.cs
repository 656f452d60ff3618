using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>Starts a channel's calls.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using var call = AsyncUnaryCall(method, host, options, request);
        return call.ResponseAsync.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = StartWith(method, host, options, request);
        return new AsyncUnaryCall<TResponse>(
            call.ReadOnlyMessageAsync(), Of<TRequest, TResponse>.Headers, Of<TRequest, TResponse>.Status, Of<TRequest, TResponse>.Trailers, Of<TRequest, TResponse>.Dispose, call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = StartWith(method, host, options, request);
        return new AsyncServerStreamingCall<TResponse>(
            new ResponseStreamReader<TRequest, TResponse>(call),
            Of<TRequest, TResponse>.Headers, Of<TRequest, TResponse>.Status, Of<TRequest, TResponse>.Trailers, Of<TRequest, TResponse>.Dispose, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var (call, writer) = StartStream(method, host, options);
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            writer, call.ReadOnlyMessageAsync(),
            Of<TRequest, TResponse>.Headers, Of<TRequest, TResponse>.Status, Of<TRequest, TResponse>.Trailers, Of<TRequest, TResponse>.Dispose, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var (call, writer) = StartStream(method, host, options);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            writer, new ResponseStreamReader<TRequest, TResponse>(call),
            Of<TRequest, TResponse>.Headers, Of<TRequest, TResponse>.Status, Of<TRequest, TResponse>.Trailers, Of<TRequest, TResponse>.Dispose, call);
    }

    private GrpcCall<TRequest, TResponse> StartWith<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        var call = new GrpcCall<TRequest, TResponse>(channel, method, host, options);
        try
        {
            call.Start(call.Frame(request));
        }
        catch (RpcException e) // The message is too large: the call ends before it begins.
        {
            call.End(e.Status, Metadata.Empty);
        }

        return call;
    }

    private (GrpcCall<TRequest, TResponse> Call, RequestStreamWriter<TRequest, TResponse> Writer) StartStream<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        where TRequest : class
        where TResponse : class
    {
        var call = new GrpcCall<TRequest, TResponse>(channel, method, host, options);
        MessageStream messages = channel.Retries.For(method) is null ? new DirectStream() : new ReplayedStream(channel.MaxRetryBytes);
        call.Cancellation.UnsafeRegister(static state => ((MessageStream)state!).Abort(), messages);
        call.Start(messages);
        return (call, new RequestStreamWriter<TRequest, TResponse>(call, messages));
    }

    /// <summary>One set of delegates for all calls of a kind.</summary>
    private static class Of<TRequest, TResponse>
        where TRequest : class
        where TResponse : class
    {
        public static readonly Func<object, Task<Metadata>> Headers = static call => ((GrpcCall<TRequest, TResponse>)call).GetResponseHeadersAsync();
        public static readonly Func<object, Status> Status = static call => ((GrpcCall<TRequest, TResponse>)call).GetStatus();
        public static readonly Func<object, Metadata> Trailers = static call => ((GrpcCall<TRequest, TResponse>)call).GetTrailers();
        public static readonly Action<object> Dispose = static call => ((GrpcCall<TRequest, TResponse>)call).Dispose();
    }
}
