using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Puts the interceptors around a service's method, the first registered outermost. Each call gets its own instances.</summary>
internal static class InterceptorPipeline
{
    public static UnaryServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        this IReadOnlyList<InterceptorRegistration> interceptors, UnaryServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(method, (next, interceptor) => (request, context) =>
            RunAsync(interceptor, context, instance => instance.UnaryServerHandler(request, context, next)));

    public static ClientStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        this IReadOnlyList<InterceptorRegistration> interceptors, ClientStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(method, (next, interceptor) => (requests, context) =>
            RunAsync(interceptor, context, instance => instance.ClientStreamingServerHandler(requests, context, next)));

    public static ServerStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        this IReadOnlyList<InterceptorRegistration> interceptors, ServerStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(method, (next, interceptor) => (request, responses, context) =>
            RunAsync(interceptor, context, async instance =>
            {
                await instance.ServerStreamingServerHandler(request, responses, context, next).ConfigureAwait(false);
                return true;
            }));

    public static DuplexStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        this IReadOnlyList<InterceptorRegistration> interceptors, DuplexStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class => interceptors.Reverse().Aggregate(method, (next, interceptor) => (requests, responses, context) =>
            RunAsync(interceptor, context, async instance =>
            {
                await instance.DuplexStreamingServerHandler(requests, responses, context, next).ConfigureAwait(false);
                return true;
            }));

    private static async Task<T> RunAsync<T>(InterceptorRegistration registration, ServerCallContext context, Func<Interceptor, Task<T>> run)
    {
        var (interceptor, created) = registration.Create(context.GetHttpContext().RequestServices);
        try
        {
            return await run(interceptor).ConfigureAwait(false);
        }
        finally
        {
            switch (created ? interceptor : null)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync().ConfigureAwait(false);
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }
}
