using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Api.Data;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>An Api in this process, on real ports.</summary>
public sealed class RunningApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private RunningApi(WebApplication app)
    {
        _app = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Http = new() { BaseAddress = new(addresses[0]), Timeout = TimeSpan.FromSeconds(60) };
        GrpcAddress = new(addresses[1]);
        _channel = GrpcChannel.ForAddress(GrpcAddress);
        Grpc = new(_channel);
    }

    public HttpClient Http { get; }

    public Uri GrpcAddress { get; }

    public Wire.Workflows.WorkflowsClient Grpc { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningApi> StartAsync(string[] settings, Action<WebApplicationBuilder>? configure = null)
    {
        var app = Program.Build(settings, configure);
        await app.Services.GetRequiredService<DatabaseOpener>().OpenAsync(CancellationToken.None);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Goes down as on SIGTERM.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
