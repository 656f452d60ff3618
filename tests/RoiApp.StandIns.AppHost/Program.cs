using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

// An app host for tests that end it from outside. SERVERS=true adds PostgreSQL and Redis; FRONT_PORT fixes a port.
var builder = DistributedApplication.CreateBuilder(args);
var back = builder.AddProject<Projects.RoiApp_StandIns_Service>("back")
    .WithHttpEndpoint(name: "http", env: "Listen__HttpPort")
    .WithEnvironment("HELPER_SECONDS", "600")
    .WithHttpHealthCheck("/health");
if (builder.Configuration.GetValue<bool>("SERVERS"))
{
    var database = builder.AddPostgres("postgres").WithDataVolume("test-postgres").AddDatabase("roidb");
    var cache = builder.AddRedis("cache").WithDataVolume("test-cache");
    back.WithReference(database).WaitFor(database).WithReference(cache).WaitFor(cache);
}

var front = builder.AddProject<Projects.RoiApp_StandIns_Service>("front")
    .WithHttpEndpoint(builder.Configuration.GetValue<int?>("FRONT_PORT"), name: "http", env: "Listen__HttpPort")
    .WithReference(back)
    .WaitFor(back)
    .WithHttpHealthCheck("/health");
front.OnResourceReady((_, _, _) =>
{
    Console.WriteLine($"ready {back.GetEndpoint("http").Url} {front.GetEndpoint("http").Url}");
    return Task.CompletedTask;
});
builder.Build().Run();
