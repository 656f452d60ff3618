using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Redis;

namespace Aspire.Hosting;

public static class RedisBuilderExtensions
{
    private const string DataFolder = "/data";

    /// <summary>Adds a Redis server that runs from the program installed on this machine.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Of the resource.</param>
    /// <param name="port">Any free one by default.</param>
    /// <param name="password">Made up at the first start by default.</param>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        RedisResource? server = null;
        var generated = new ParameterResource($"{name}-password", _ => Volume.Of(server!, builder).Password(), secret: true);
        server = new RedisResource(name, password?.Resource ?? generated);
        return builder.AddResource(server)
            .WithEndpoint(port: port, targetPort: 6379, scheme: "tcp", name: server.PrimaryEndpoint.EndpointName)
            .WithAnnotation(new LocalRedis(server, builder));
    }

    /// <summary>Keeps the data in the folder <c>volumes/NAME</c> of the data folder.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerMountAnnotation(name ?? $"{builder.Resource.Name}-data", DataFolder, ContainerMountType.Volume, isReadOnly));

    /// <summary>Keeps the data in a folder of the developer's choice.</summary>
    public static IResourceBuilder<RedisResource> WithDataBindMount(this IResourceBuilder<RedisResource> builder, string source, bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerMountAnnotation(source, DataFolder, ContainerMountType.BindMount, isReadOnly));
}
