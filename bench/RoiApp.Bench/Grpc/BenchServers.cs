using System.Diagnostics;
using System.Globalization;
using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RoiApp.Bench.Rpc;

/// <summary>The servers under test, each in a process of its own: ours with the bare endpoint beside it, and grpcio's.</summary>
internal sealed class BenchServers : IDisposable
{
    public const int MessageBytes = 100;

    /// <summary>One framed message of the stream, as it goes over the wire.</summary>
    public static readonly byte[] Frame = [0, 0, 0, 0, MessageBytes + 2, 0x0a, MessageBytes, .. new byte[MessageBytes]];

    private readonly List<Process> _processes = [];

    public Uri Ours { get; private set; } = null!;

    public Uri Grpcio { get; private set; } = null!;

    public static async Task<BenchServers> StartAsync(CancellationToken ct)
    {
        var servers = new BenchServers();
        try
        {
            servers.Ours = await servers.StartAsync(Environment.ProcessPath!, ["grpc-server"], ct);
            servers.Grpcio = await servers.StartAsync("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Grpc", "server.py")], ct);
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
        app.MapPost("/bare/unary", BareUnaryAsync);
        app.MapPost("/bare/stream/{count:int}", BareStreamAsync);
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
    }

    /// <summary>The ceiling: the same bytes in and out of the same Kestrel, with nothing between.</summary>
    private static async Task BareUnaryAsync(HttpContext http)
    {
        var body = http.Request.BodyReader;
        var read = await body.ReadAsync(http.RequestAborted);
        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync(http.RequestAborted);
        }

        await http.Response.StartAsync(http.RequestAborted);
        foreach (var segment in read.Buffer)
        {
            System.Buffers.BuffersExtensions.Write(http.Response.BodyWriter, segment.Span);
        }

        body.AdvanceTo(read.Buffer.End);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task BareStreamAsync(HttpContext http, int count)
    {
        await http.Response.StartAsync(http.RequestAborted);
        for (var i = 0; i < count; i++)
        {
            await http.Response.BodyWriter.WriteAsync(Frame, http.RequestAborted);
        }

        http.Response.AppendTrailer("grpc-status", "0");
    }

    private async Task<Uri> StartAsync(string program, string[] arguments, CancellationToken ct)
    {
        if (Path.GetFileNameWithoutExtension(program) == "dotnet" && arguments[0] == "grpc-server")
        {
            arguments = [typeof(BenchServers).Assembly.Location, .. arguments];
        }

        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _processes.Add(process);
        const string Listening = "listening on ";
        while (await process.StandardOutput.ReadLineAsync(ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), ct) is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                return new Uri($"http://127.0.0.1:{int.Parse(line[Listening.Length..], CultureInfo.InvariantCulture)}");
            }
        }

        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended before it listened.");
    }

    private sealed class EchoService : Echo.EchoBase
    {
        private static readonly BytesValue s_message = new() { Value = ByteString.CopyFrom(new byte[MessageBytes]) };

        public override Task<BytesValue> Unary(BytesValue request, ServerCallContext context) => Task.FromResult(request);

        public override async Task Stream(Int32Value request, IServerStreamWriter<BytesValue> responseStream, ServerCallContext context)
        {
            for (var i = 0; i < request.Value; i++)
            {
                await responseStream.WriteAsync(s_message);
            }
        }

        public override async Task Paced(Int32Value request, IServerStreamWriter<Int64Value> responseStream, ServerCallContext context)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
            for (var i = 0; i < request.Value && await timer.WaitForNextTickAsync(context.CancellationToken); i++)
            {
                await responseStream.WriteAsync(new Int64Value { Value = Stopwatch.GetTimestamp() });
            }
        }
    }
}
