using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Postgres;

namespace Aspire.Hosting;

public static class PostgresBuilderExtensions
{
    private const string DataFolder = "/var/lib/postgresql/data";

    /// <summary>Adds a PostgreSQL server that runs from the programs installed on this machine.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Of the resource.</param>
    /// <param name="userName">The superuser, <c>postgres</c> by default.</param>
    /// <param name="password">Made up at the first start by default.</param>
    /// <param name="port">Any free one by default.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder, string name,
        IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        PostgresServerResource? server = null;
        var generated = new ParameterResource($"{name}-password", _ => Volume.Of(server!, builder).Password(), secret: true);
        server = new PostgresServerResource(name, userName?.Resource, password?.Resource ?? generated);
        return builder.AddResource(server)
            .WithEndpoint(port: port, targetPort: 5432, scheme: "tcp", name: server.PrimaryEndpoint.EndpointName)
            .WithAnnotation(new LocalPostgres(server, builder));
    }

    /// <summary>Adds a database, created when the server starts if it is not there.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.Add(database);
        return builder.ApplicationBuilder.AddResource(database);
    }

    /// <summary>Keeps the data in the folder <c>volumes/NAME</c> of the data folder.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerMountAnnotation(name ?? $"{builder.Resource.Name}-data", DataFolder, ContainerMountType.Volume, isReadOnly));

    /// <summary>Keeps the data in a folder of the developer's choice.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataBindMount(
        this IResourceBuilder<PostgresServerResource> builder, string source, bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerMountAnnotation(source, DataFolder, ContainerMountType.BindMount, isReadOnly));
}
