using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace RoiApp.Bench.Upload;

/// <summary>RoiApp.Api as it was built, over a storage folder of its own, and a bare Kestrel that reads the same bytes and drops them: a process each.</summary>
internal sealed class UploadServers : IDisposable
{
    private static readonly TimeSpan s_startsWithin = TimeSpan.FromSeconds(60);

    private readonly string _storage = Directory.CreateTempSubdirectory("roiapp-bench-").FullName;
    private readonly List<Process> _processes = [];

    public Uri Api { get; private set; } = null!;

    public Uri Sink { get; private set; } = null!;

    public ProcessFigures ApiMemory { get; private set; } = null!;

    public static async Task<UploadServers> StartAsync(CancellationToken ct)
    {
        var servers = new UploadServers();
        try
        {
            var port = FreePort();
            var here = typeof(UploadServers).Assembly.Location;
            servers.Sink = new("http://127.0.0.1:" + (await servers.StartAsync([here, "upload-sink"], "listening on ", ct)).Trim());
            await servers.StartAsync(
                [ApiProgram(), $"--Storage:Directory={servers._storage}", $"--Listen:HttpPort={port}", "--Listen:GrpcPort=0", "--Jobs:MaxConcurrent=0"], "Application started", ct);
            servers.Api = new($"http://127.0.0.1:{port}");
            servers.ApiMemory = new(servers._processes[^1].Id);
            return servers;
        }
        catch
        {
            servers.Dispose();
            throw;
        }
    }

    /// <summary>Serves until the standard input ends, which it does with the process that started this one.</summary>
    public static async Task ServeSinkAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.MapPost("/", async http =>
        {
            http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
            var body = http.Request.BodyReader;
            while (true)
            {
                var read = await body.ReadAsync(http.RequestAborted);
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }
        });
        await app.StartAsync();
        Console.WriteLine($"listening on {new Uri(app.Urls.First()).Port}");
        await Console.In.ReadToEndAsync();
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_storage, recursive: true);
    }

    private async Task<string> StartAsync(string[] program, string ready, CancellationToken ct)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", program) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _processes.Add(process);
        while (await process.StandardOutput.ReadLineAsync(ct).AsTask().WaitAsync(s_startsWithin, ct) is { } line)
        {
            var at = line.IndexOf(ready, StringComparison.Ordinal);
            if (at >= 0)
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None); // So that its log never fills the pipe.
                return line[(at + ready.Length)..];
            }
        }

        throw new InvalidOperationException($"{program[0]} ended before it listened.");
    }

    private static string ApiProgram()
    {
        // bench/RoiApp.Bench/bin/<configuration>/<framework>/: the Api was built beside it.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "RoiApp.Api", "bin", here.Parent.Name, here.Name, "RoiApp.Api.dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
