using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RoiApp.Bench.Rpc;

/// <summary>The servers under test, each in a process of its own: ours with the bare endpoints beside it, and grpcio's.</summary>
internal sealed class BenchServers : IDisposable
{
    public const string Command = "grpc-server";

    private readonly ChildProcess _ours = ChildProcess.StartSelf(Command);
    private readonly ChildProcess _grpcio = ChildProcess.Start("/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "Grpc", "server.py"));

    public Uri Ours { get; private set; } = null!;

    public Uri Grpcio { get; private set; } = null!;

    /// <summary>Spent so far by all of them, and by the client in this process.</summary>
    public TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime + _ours.ProcessorTime + _grpcio.ProcessorTime;

    public static async Task<BenchServers> StartAsync(CancellationToken ct)
    {
        var servers = new BenchServers();
        try
        {
            servers.Ours = await servers._ours.ListeningAsync(ct);
            servers.Grpcio = await servers._grpcio.ListeningAsync(ct);
            return servers;
        }
        catch
        {
            servers.Dispose();
            throw;
        }
    }

    /// <summary>Serves until the standard input ends, which it does with the process that started this one.</summary>
    public static async Task ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        await using var app = builder.Build();
        app.MapGrpcService<EchoService>();
        app.MapGrpcService<FloodService>();
        app.MapBareEndpoints();
        await app.StartAsync();
        Console.WriteLine($"listening on {new Uri(app.Urls.First()).Port}");
        await Console.In.ReadToEndAsync();
    }

    public void Dispose()
    {
        _ours.Dispose();
        _grpcio.Dispose();
    }
}
