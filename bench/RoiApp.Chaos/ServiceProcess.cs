using System.Globalization;
using RoiApp.Testing;
using RoiApp.Testing.Servers;

namespace RoiApp.Chaos;

/// <summary>One replica of a service, in a process that can be killed and started again where it was.</summary>
internal sealed class ServiceProcess(string project, IReadOnlyList<string> settings) : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(120);
    private static readonly DirectoryInfo s_here = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private ServerProcess? _process;

    /// <summary>What it has said lately, for somebody who looks for the cause of a fault.</summary>
    public string Said => _process?.Output() ?? "";

    public async Task StartAsync(CancellationToken ct)
    {
        if (_process is not null)
        {
            return;
        }
        var program = Path.Combine(SourceTree.Root, project, "bin", s_here.Parent!.Name, s_here.Name, $"{project}.dll");
        string[] quiet = ["--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"];
        _process = await ServerProcess.StartAsync(project, ["dotnet", program, .. settings, .. quiet], "Application started", "TERM", scratch: null, s_startLimit, ct);
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public Task KillAsync(CancellationToken ct) => EndAsync(PosixSignal.Kill, ct);

    /// <summary>It does nothing more until it is told to go on; its connections stay open.</summary>
    public void Halt() => _process?.Send(PosixSignal.Stop);

    public void GoOn() => _process?.Send(PosixSignal.Continue);

    /// <summary>Asks it to end, and waits until it has.</summary>
    public Task StopAsync(CancellationToken ct) => EndAsync(PosixSignal.Terminate, ct);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    public static string Setting(string name, object value) => string.Create(CultureInfo.InvariantCulture, $"--{name}={value}");

    private async Task EndAsync(PosixSignal signal, CancellationToken ct)
    {
        if (_process is null)
        {
            return;
        }
        _process.Send(signal);
        await _process.WaitForExitAsync(ct);
        await _process.DisposeAsync();
        _process = null;
    }
}
