using System.Globalization;
using System.Net.Sockets;
using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Testing.Servers;

namespace RoiApp.StandIns.Tests.Hosting;

public sealed class EnvironmentTests
{
    [Fact]
    public async Task A_project_learns_its_port_by_the_variable_named_or_else_by_ASPNETCORE_URLS()
    {
        await using var test = new TestApplication();
        var port = FreePort.Next();
        var service = test.Builder.AddProject<ServiceProject>("service")
            .WithHttpEndpoint(port, name: "grpc", env: "Listen__GrpcPort", isProxied: false)
            .WithHttpEndpoint(name: "http");

        var variables = await EnvironmentAsync(test, service.Resource);

        Assert.Equal(port.ToString(CultureInfo.InvariantCulture), variables["Listen__GrpcPort"]);
        Assert.Equal(service.GetEndpoint("http").Url, variables["ASPNETCORE_URLS"]);
    }

    [Fact]
    public async Task Every_replica_of_a_service_is_listed_and_the_first_has_the_port_asked_for()
    {
        await using var test = new TestApplication();
        var port = FreePort.Next();
        var back = test.Builder.AddProject<ServiceProject>("back").WithReplicas(3).WithHttpEndpoint(port, name: "grpc", env: "PORT");
        var front = test.Builder.AddProject<ServiceProject>("front").WithReference(back);

        var variables = await EnvironmentAsync(test, front.Resource);
        var third = await EnvironmentAsync(test, back.Resource, replica: 2);

        Assert.Equal($"http://127.0.0.1:{port}", variables["services__back__grpc__0"]);
        Assert.Equal(3, variables.Where(variable => variable.Key.StartsWith("services__back__grpc__", StringComparison.Ordinal)).Select(v => v.Value).Distinct().Count());
        Assert.Equal(variables["services__back__grpc__2"], $"http://127.0.0.1:{third["PORT"]}");
        Assert.Equal("service.instance.id=back-3", third["OTEL_RESOURCE_ATTRIBUTES"]);
    }

    [Fact]
    public async Task Connection_strings_carry_the_resources_names_and_passwords_kept_for_their_owner_alone()
    {
        await using var test = new TestApplication();
        var database = test.Builder.AddPostgres("postgres").WithDataVolume("rows").AddDatabase("roidb", "roi");
        var cache = test.Builder.AddRedis("cache").WithDataVolume("keys");
        var service = test.Builder.AddProject<ServiceProject>("service").WithReference(database).WithReference(cache);

        var variables = await EnvironmentAsync(test, service.Resource);

        var rows = PasswordIn(Path.Combine(test.DataFolder, "volumes", "rows"));
        var keys = PasswordIn(Path.Combine(test.DataFolder, "volumes", "keys"));
        Assert.Equal($"Host=127.0.0.1;Port={database.Resource.Parent.PrimaryEndpoint.Port};Username=postgres;Password={rows};Database=roi", variables["ConnectionStrings__roidb"]);
        Assert.Equal($"127.0.0.1:{cache.Resource.PrimaryEndpoint.Port},password={keys}", variables["ConnectionStrings__cache"]);
        Assert.NotEqual(rows, keys);
    }

    [Fact]
    public async Task Telemetry_goes_to_the_dashboards_address_only_while_something_listens_there()
    {
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();
        var address = $"http://{receiver.LocalEndpoint}";
        await using var watched = new TestApplication($"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL={address}");
        await using var alone = new TestApplication($"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://127.0.0.1:{FreePort.Next()}");

        var sent = await EnvironmentAsync(watched, watched.Builder.AddProject<ServiceProject>("service").Resource);
        var kept = await EnvironmentAsync(alone, alone.Builder.AddProject<ServiceProject>("service").Resource);

        Assert.Equal(address, sent["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("grpc", sent["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("service", sent["OTEL_SERVICE_NAME"]);
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_ENDPOINT", kept.Keys);
    }

    [Fact]
    public async Task Projects_run_in_the_app_hosts_environment_but_not_at_its_address()
    {
        await using var test = new TestApplication("--environment=Staging");
        var service = test.Builder.AddProject<ServiceProject>("service").WithEnvironment("Colour", "green");

        var variables = await EnvironmentAsync(test, service.Resource);

        Assert.Equal("Staging", variables["DOTNET_ENVIRONMENT"]);
        Assert.Equal("Staging", variables["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("green", variables["Colour"]);
        Assert.Null(variables["ASPNETCORE_URLS"]); // Takes an inherited one away.
    }

    private static async Task<Dictionary<string, string?>> EnvironmentAsync(TestApplication test, ProjectResource resource, int replica = 0)
    {
        var services = test.App.Services;
        var ct = TestContext.Current.CancellationToken;
        if (resource.Annotations.OfType<EndpointAnnotation>().All(endpoint => endpoint.AllocatedEndpoint is null))
        {
            await services.GetRequiredService<EndpointAllocator>().AllocateAsync(services.GetRequiredService<DistributedApplicationModel>(), ct);
        }

        return await services.GetRequiredService<ResourceEnvironment>().BuildAsync(resource, replica, ct);
    }

    private static string PasswordIn(string folder)
    {
        var file = Path.Combine(folder, "password");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(file).UnixFileMode);
        return File.ReadAllText(file);
    }
}
