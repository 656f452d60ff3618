using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>A real gRPC server that speaks Processing's protocol and does what a test tells it, by the name of the file.</summary>
public sealed class ScriptedProcessing : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<ScriptedCall, Task>> _scripts = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private ScriptedProcessing(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.Listen(System.Net.IPAddress.Loopback, port, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<Service>();
    }

    /// <summary>Every call so far, in the order they came.</summary>
    public ConcurrentQueue<ScriptedCall> Calls { get; } = new();

    /// <summary>The recogniser that it would use now.</summary>
    public Wire.Engine Recogniser { get; set; } = Script.Ears;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <param name="port">0 for any free one.</param>
    public static async Task<ScriptedProcessing> StartAsync(int port = 0)
    {
        var processing = new ScriptedProcessing(port);
        await processing._app.StartAsync();
        return processing;
    }

    /// <summary>From now on files of this name are treated so; others get <see cref="Script.WholeAsync"/>.</summary>
    public void On(string fileName, Func<ScriptedCall, Task> script) => _scripts[fileName] = script;

    public IReadOnlyList<ScriptedCall> CallsFor(string fileName) => [.. Calls.Where(c => c.Options.FileName == fileName)];

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private sealed class Service(ScriptedProcessing owner) : Wire.Processing.ProcessingBase
    {
        public override async Task Process(IAsyncStreamReader<Wire.ProcessRequest> requestStream, IServerStreamWriter<Wire.ProcessEvent> responseStream, ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            var call = new ScriptedCall(requestStream.Current.Options, requestStream, responseStream, context);
            owner.Calls.Enqueue(call);
            await owner._scripts.GetValueOrDefault(call.Options.FileName, Script.WholeAsync)(call);
        }

        public override Task<Wire.Capabilities> GetCapabilities(Wire.GetCapabilitiesRequest request, ServerCallContext context)
        {
            var capabilities = new Wire.Capabilities { MaxConcurrentWorkflows = 4 };
            capabilities.Engines.Add(new Wire.EngineCapability { Stage = "transcription", Engine = owner.Recogniser, Available = true, Languages = { "en" } });
            capabilities.Engines.Add(new Wire.EngineCapability { Stage = "translation", Engine = Script.Tongue, Available = false, Remedy = "Install the tongue." });
            return Task.FromResult(capabilities);
        }
    }
}
