using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using RoiApp.AppHost;

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
{
    Args = args,
    AllowUnsecuredTransport = true, // Everything is on the loopback interface.
    DisableDashboard = Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is null, // Without launch settings it has nowhere to listen.
});

AppHostSettings settings;
try
{
    settings = AppHostSettings.Read(builder.Configuration);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

var replicated = settings.ProcessingReplicas > 1;
var processing = builder.AddProject<Projects.RoiApp_Processing>("processing", project => project.ExcludeLaunchProfile = true)
    .WithReplicas(settings.ProcessingReplicas)
    .WithHttpEndpoint(name: "http", env: "Listen__HttpPort")
    // Replicas cannot share a port, so a proxy takes it in front of them; alone, Processing listens there itself.
    .WithHttpEndpoint(settings.ProcessingPort, name: "grpc", env: "Listen__GrpcPort", isProxied: replicated)
    .WithEndpoint("grpc", endpoint => endpoint.Transport = "http2")
    .WithHttpHealthCheck("/health", endpointName: "http");

var api = builder.AddProject<Projects.RoiApp_Api>("api", project => project.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(settings.ApiPort, name: "http", env: "Listen__HttpPort", isProxied: false)
    .WithHttpEndpoint(settings.ApiGrpcPort, name: "grpc", env: "Listen__GrpcPort", isProxied: false)
    .WithEndpoint("grpc", endpoint => endpoint.Transport = "http2")
    .WithReference(processing)
    .WaitFor(processing)
    .WithHttpHealthCheck("/health", endpointName: "http");

if (settings.DataFolder is { } folder)
{
    api.WithEnvironment("ROI_DATA", folder);
}

if (settings.Storage == StorageKind.Servers)
{
    var database = builder.AddPostgres("postgres").WithDataVolume("roiapp-postgres").AddDatabase("roidb");
    var cache = builder.AddRedis("cache").WithDataVolume("roiapp-cache");
    api.WithReference(database).WaitFor(database).WithReference(cache).WaitFor(cache);
    processing.WithReference(cache); // It does without until Redis is there.
}

var web = builder.AddProject<Projects.RoiApp_Web>("web", project => project.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(settings.WebPort, name: "http", env: "Listen__HttpPort", isProxied: false)
    .WithExternalHttpEndpoints()
    .WithReference(api)
    .WaitFor(api)
    .WithHttpHealthCheck("/health", endpointName: "http");

web.OnResourceReady((_, _, _) =>
{
    var grpc = api.GetEndpoint("grpc");
    Console.WriteLine($"RoiApp is ready: web {web.GetEndpoint("http").Url} api {api.GetEndpoint("http").Url} grpc {grpc.Host}:{grpc.Port}");
    return Task.CompletedTask;
});

builder.Build().Run();
return Environment.ExitCode;
