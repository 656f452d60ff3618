using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A method of a service, ready to be an endpoint.</summary>
internal sealed record ServiceMethod(IMethod Method, RequestDelegate Handle, IReadOnlyList<object> Metadata);

/// <summary>Learns a service's methods from its generated <c>BindService</c> and finds the overrides that implement them.</summary>
internal sealed class ServiceMethods<TService>(IGrpcServiceActivator<TService> activator, CallSettings settings, ILogger logger) : ServiceBinderBase
    where TService : class
{
    private readonly List<ServiceMethod> _found = [];

    private delegate Task<TResponse> Unary<TRequest, TResponse>(TService service, TRequest request, ServerCallContext context);

    private delegate Task<TResponse> ClientStreaming<TRequest, TResponse>(TService service, IAsyncStreamReader<TRequest> requests, ServerCallContext context);

    private delegate Task ServerStreaming<TRequest, TResponse>(TService service, TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context);

    private delegate Task DuplexStreaming<TRequest, TResponse>(
        TService service, IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context);

    /// <exception cref="InvalidOperationException">The type does not derive from a generated service base.</exception>
    public IReadOnlyList<ServiceMethod> Find()
    {
        var bind = BindMethodFinder.Find(typeof(TService))
            ?? throw new InvalidOperationException($"Cannot locate BindService(ServiceBinderBase, ServiceBase) method for the current service type: {typeof(TService).FullName}. The type must derive from a generated service base class.");
        bind.Invoke(null, [this, null]);
        return _found;
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var (call, metadata) = Implementation<Unary<TRequest, TResponse>>(method, typeof(TRequest), typeof(ServerCallContext));
        var pipeline = settings.Interceptors.Around<TRequest, TResponse>((request, context) => WithService(context, service => call(service, request, context)));
        Add(method, new UnaryCallHandler<TRequest, TResponse>(method, pipeline, settings, logger).HandleAsync, metadata);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (call, metadata) = Implementation<ClientStreaming<TRequest, TResponse>>(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var pipeline = settings.Interceptors.Around<TRequest, TResponse>((requests, context) => WithService(context, service => call(service, requests, context)));
        Add(method, new ClientStreamingCallHandler<TRequest, TResponse>(method, pipeline, settings, logger).HandleAsync, metadata);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (call, metadata) = Implementation<ServerStreaming<TRequest, TResponse>>(
            method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var pipeline = settings.Interceptors.Around<TRequest, TResponse>(
            (request, responses, context) => WithService(context, service => Done(call(service, request, responses, context))));
        Add(method, new ServerStreamingCallHandler<TRequest, TResponse>(method, pipeline, settings, logger).HandleAsync, metadata);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var (call, metadata) = Implementation<DuplexStreaming<TRequest, TResponse>>(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var pipeline = settings.Interceptors.Around<TRequest, TResponse>(
            (requests, responses, context) => WithService(context, service => Done(call(service, requests, responses, context))));
        Add(method, new DuplexStreamingCallHandler<TRequest, TResponse>(method, pipeline, settings, logger).HandleAsync, metadata);
    }

    private static async Task<bool> Done(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    private static (TDelegate Call, IReadOnlyList<object> Metadata) Implementation<TDelegate>(IMethod method, params Type[] parameters)
        where TDelegate : Delegate
    {
        var implementation = typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"Could not find '{method.Name}' on {typeof(TService)}.");
        object[] metadata = [.. typeof(TService).GetCustomAttributes(inherit: true), .. implementation.GetCustomAttributes(inherit: true)];
        return (implementation.CreateDelegate<TDelegate>(), metadata);
    }

    private async Task<T> WithService<T>(ServerCallContext context, Func<TService, Task<T>> call)
    {
        var handle = activator.Create(context.GetHttpContext().RequestServices);
        try
        {
            return await call(handle.Instance).ConfigureAwait(false);
        }
        finally
        {
            await activator.ReleaseAsync(handle).ConfigureAwait(false);
        }
    }

    private void Add(IMethod method, RequestDelegate handle, IReadOnlyList<object> metadata) =>
        _found.Add(new ServiceMethod(method, handle, [.. metadata, new GrpcMethodMetadata(typeof(TService), method)]));
}
