using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.Processing.Tests.Clients;

/// <summary>The service as a process of its own.</summary>
internal sealed class ProcessingServer : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private ProcessingServer(ServerProcess process, int port) => (_process, Address) = (process, $"127.0.0.1:{port}");

    /// <summary>HOST:PORT.</summary>
    public string Address { get; }

    public int Id => _process.Id;

    public static async Task<ProcessingServer> StartAsync(params string[] settings)
    {
        var port = FreePort.Next();
        var process = await ServerProcess.StartAsync(
            "Processing",
            ["dotnet", typeof(WorkflowRunner).Assembly.Location, "--Listen:HttpPort=0", $"--Listen:GrpcPort={port}", .. settings],
            readyWhen: "Application started",
            stopSignal: "TERM",
            scratch: null,
            timeout: TimeSpan.FromSeconds(60),
            TestContext.Current.CancellationToken);
        return new ProcessingServer(process, port);
    }

    /// <summary>Ends it as a crash would.</summary>
    public void Kill() => _process.Send(PosixSignal.Kill);

    /// <summary>Asks it to end.</summary>
    public void Stop() => _process.Send(PosixSignal.Terminate);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
