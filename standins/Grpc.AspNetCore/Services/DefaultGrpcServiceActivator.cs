using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The registered service, or a new one with its dependencies from the call's services.</summary>
internal sealed class DefaultGrpcServiceActivator<TService> : IGrpcServiceActivator<TService>
    where TService : class
{
    private static readonly ObjectFactory<TService> s_factory = ActivatorUtilities.CreateFactory<TService>([]);

    public GrpcActivatorHandle<TService> Create(IServiceProvider serviceProvider) =>
        serviceProvider.GetService<TService>() is { } registered
            ? new GrpcActivatorHandle<TService>(registered, created: false, state: null)
            : new GrpcActivatorHandle<TService>(s_factory(serviceProvider, []), created: true, state: null);

    public ValueTask ReleaseAsync(GrpcActivatorHandle<TService> service)
    {
        if (!service.Created)
        {
            return default;
        }

        switch (service.Instance)
        {
            case IAsyncDisposable disposable:
                return disposable.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                return default;
            default:
                return default;
        }
    }
}
