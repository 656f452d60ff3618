namespace Grpc.AspNetCore.Server;

/// <summary>Makes a service for one call, and takes it back when the call has ended.</summary>
public interface IGrpcServiceActivator<TGrpcService>
    where TGrpcService : class
{
    GrpcActivatorHandle<TGrpcService> Create(IServiceProvider serviceProvider);

    ValueTask ReleaseAsync(GrpcActivatorHandle<TGrpcService> service);
}

public readonly struct GrpcActivatorHandle<T>(T instance, bool created, object? state)
{
    public T Instance { get; } = instance;

    /// <summary>Whether the activator made the instance, and so disposes it.</summary>
    public bool Created { get; } = created;

    public object? State { get; } = state;
}
