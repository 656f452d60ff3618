using System.Globalization;
using RoiApp.Testing;
using RoiApp.Testing.Servers;

namespace RoiApp.Load;

internal enum Storage
{
    Sqlite,
    Postgres,
}

/// <summary>Api and Processing as they were built, a process each, over a storage folder and a database of their own.</summary>
internal sealed class LoadedRoiApp : IAsyncDisposable
{
    private static readonly TimeSpan s_startsWithin = TimeSpan.FromSeconds(120);

    private readonly string _storage = Directory.CreateTempSubdirectory("roiapp-load-").FullName;
    private readonly List<(string Name, ServerProcess Process)> _services = [];
    private PostgresServer? _postgres;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Whose processor time is counted, by what they are.</summary>
    public IReadOnlyList<(string Name, int Process)> Processes { get; private set; } = [];

    public static async Task<LoadedRoiApp> StartAsync(Storage storage, CancellationToken ct)
    {
        var roiapp = new LoadedRoiApp();
        try
        {
            await roiapp.StartAllAsync(storage, ct);
            return roiapp;
        }
        catch
        {
            await roiapp.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process) in _services)
        {
            await process.DisposeAsync();
        }
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
        Directory.Delete(_storage, recursive: true);
    }

    private async Task StartAllAsync(Storage storage, CancellationToken ct)
    {
        var (processing, api) = (FreePort.Next(), FreePort.Next());
        Address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{api}"));
        await StartAsync("RoiApp.Processing", ["--Listen:HttpPort=0", Setting("Listen:GrpcPort", processing)], ct);
        List<string> settings =
        [
            Setting("Listen:HttpPort", api), "--Listen:GrpcPort=0", Setting("Storage:Directory", _storage), Setting("services:processing:grpc:0", $"http://127.0.0.1:{processing}"),
        ];
        List<(string Name, int Process)> postgres = [];
        if (storage == Storage.Postgres)
        {
            var below = new HashSet<int>(ProcessTree.Below(Environment.ProcessId).Select(process => process.Id));
            _postgres = new();
            await _postgres.StartAsync(ct);
            settings.Add(Setting("ConnectionStrings:roidb", await _postgres.CreateDatabaseAsync(ct)));
            // The server itself and whoever runs it: all that came since, and their children to be.
            postgres.AddRange(ProcessTree.Below(Environment.ProcessId).Where(process => !below.Contains(process.Id)).Select(process => ("PostgreSQL", process.Id)).Take(1));
        }
        await StartAsync("RoiApp.Api", settings, ct);
        Processes = [.. _services.Select(service => (service.Name, service.Process.Id)), .. postgres];
    }

    private async Task StartAsync(string project, IReadOnlyList<string> settings, CancellationToken ct)
    {
        var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Path.Combine(SourceTree.Root, project, "bin", here.Parent!.Name, here.Name, $"{project}.dll");
        string[] quiet = ["--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"];
        _services.Add((project["RoiApp.".Length..], await ServerProcess.StartAsync(project, ["dotnet", program, .. settings, .. quiet], "Application started", "TERM", scratch: null, s_startsWithin, ct)));
    }

    private static string Setting(string name, object value) => string.Create(CultureInfo.InvariantCulture, $"--{name}={value}");
}
