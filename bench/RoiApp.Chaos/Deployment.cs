using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using RoiApp.Testing.Servers;

namespace RoiApp.Chaos;

internal enum Storage
{
    Sqlite,
    Postgres,
}

/// <summary>Something that can be killed and started again.</summary>
/// <param name="Kind">What it is, for the summary.</param>
internal sealed record Victim(string Kind, Func<CancellationToken, Task> KillAsync, Func<CancellationToken, Task> RestartAsync);

/// <summary>RoiApp as real processes: on PostgreSQL two Apis and two Processings, on SQLite one of each.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("roiapp-chaos-").FullName;
    private readonly List<ServiceProcess> _apis = [];
    private readonly List<ServiceProcess> _processings = [];
    private readonly List<Uri> _addresses = [];
    private KillablePostgres? _postgres;

    /// <summary>Where the Apis listen, up or not.</summary>
    public IReadOnlyList<Uri> Addresses => _addresses;

    public IReadOnlyList<ServiceProcess> Apis => _apis;

    public IReadOnlyList<ServiceProcess> Processings => _processings;

    /// <summary>In the order in which they have to come back: an Api that starts needs its database.</summary>
    public IReadOnlyList<Victim> Victims =>
    [
        .. _postgres is { } postgres ? [new Victim("PostgreSQL", postgres.KillAsync, postgres.RestartAsync)] : Array.Empty<Victim>(),
        .. _processings.Select(p => new Victim("Processing", p.KillAsync, p.StartAsync)),
        .. _apis.Select(a => new Victim("Api", a.KillAsync, a.StartAsync)),
    ];

    public static async Task<Deployment> StartAsync(Storage storage, IReadOnlyList<string> apiSettings, IReadOnlyList<string> processingSettings, CancellationToken ct)
    {
        var deployment = new Deployment();
        try
        {
            await deployment.StartAllAsync(storage, apiSettings, processingSettings, ct);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the database beside RoiApp, to look at what no interface shows.</summary>
    public async Task<DbConnection> OpenDatabaseAsync(CancellationToken ct)
    {
        DbConnection connection = _postgres is { } postgres
            ? new NpgsqlConnection(postgres.ConnectionString)
            : new SqliteConnection($"Data Source={Path.Combine(_directory, "roi.db")};Pooling=False;Default Timeout=30");
        await connection.OpenAsync(ct);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _apis.Concat(_processings))
        {
            await service.DisposeAsync();
        }
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartAllAsync(Storage storage, IReadOnlyList<string> apiSettings, IReadOnlyList<string> processingSettings, CancellationToken ct)
    {
        var replicas = storage == Storage.Postgres ? 2 : 1;
        var ports = Enumerable.Range(0, replicas).Select(_ => FreePort.Next()).ToList();
        _processings.AddRange(ports.Select(port => new ServiceProcess("RoiApp.Processing", [.. Listening(http: 0, grpc: port), .. processingSettings])));
        string[] shared =
        [
            ServiceProcess.Setting("Storage:Directory", _directory),
            .. ports.Select((port, i) => ServiceProcess.Setting($"services:processing:grpc:{i}", $"http://127.0.0.1:{port}")),
            ServiceProcess.Setting("Pipeline:ReuseTranscripts", "false"), // The recordings are few, and each is to be heard.
            .. apiSettings,
        ];
        if (storage == Storage.Postgres)
        {
            _postgres = await KillablePostgres.StartAsync(ct);
            shared = [.. shared, ServiceProcess.Setting("ConnectionStrings:roidb", _postgres.ConnectionString)];
        }
        for (var i = 0; i < replicas; i++)
        {
            var port = FreePort.Next();
            _addresses.Add(new Uri($"http://127.0.0.1:{port}"));
            _apis.Add(new ServiceProcess("RoiApp.Api", [.. Listening(http: port, grpc: 0), .. shared]));
        }
        await Task.WhenAll(_processings.Concat(_apis).Select(service => service.StartAsync(ct)));
    }

    private static string[] Listening(int http, int grpc) => [ServiceProcess.Setting("Listen:HttpPort", http), ServiceProcess.Setting("Listen:GrpcPort", grpc)];
}
