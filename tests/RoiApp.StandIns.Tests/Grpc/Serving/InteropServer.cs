using Microsoft.Extensions.Diagnostics.HealthChecks;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>Our server half, over Kestrel on free loopback ports: h2c for gRPC, HTTP/1.1 for those who come the wrong way.</summary>
internal sealed class InteropServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InteropServer(WebApplication app) => _app = app;

    public Uri Address { get; private init; } = null!;

    public Uri Http1Address { get; private init; } = null!;

    public string Target => Address.Authority;

    public IServiceProvider Services => _app.Services;

    public InteropNotes Notes => _app.Services.GetRequiredService<InteropNotes>();

    public static async Task<InteropServer> StartAsync(
        Action<GrpcServiceOptions>? grpc = null, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLoopback(port, HttpProtocols.Http2);
            kestrel.ListenLoopback(0, HttpProtocols.Http1);
        });
        builder.Services.AddSingleton<InteropNotes>();
        builder.Services.AddGrpc(options => grpc?.Invoke(options));
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy());
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapGrpcService<InteropService>();
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = app.Urls.Select(url => new Uri(url)).ToArray();
        return new InteropServer(app) { Address = addresses[0], Http1Address = addresses[1] };
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

internal static class KestrelListening
{
    public static void ListenLoopback(this KestrelServerOptions kestrel, int port, HttpProtocols protocols) =>
        kestrel.Listen(System.Net.IPAddress.Loopback, port, listen => listen.Protocols = protocols);
}
