namespace Grpc.Net.ClientFactory;

/// <summary>Makes clients by name.</summary>
public abstract class GrpcClientFactory
{
    /// <exception cref="InvalidOperationException">No client is registered under the name, or one of another type.</exception>
    public abstract TClient CreateClient<TClient>(string name)
        where TClient : class;
}
