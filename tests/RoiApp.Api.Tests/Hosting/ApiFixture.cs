using System.Text.Json;
using RoiApp.Testing.Servers;
using Xunit;

namespace RoiApp.Api.Tests.Hosting;

/// <summary>A whole Api on real ports over a database of its own, with a Processing that does what tests say.</summary>
public abstract class ApiFixture : IAsyncLifetime
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"roiapp-api-{Guid.NewGuid():N}");
    private RunningApi? _api;
    private ScriptedProcessing? _processing;

    public string Directory => _directory;

    public ScriptedProcessing Processing => _processing!;

    public RunningApi Api => _api!;

    public HttpClient Http => Api.Http;

    public IServiceProvider Services => Api.Services;

    /// <summary>Settings of this fixture's own Api beside those that all share.</summary>
    protected virtual string[] OwnSettings => [];

    public async ValueTask InitializeAsync()
    {
        _processing = await ScriptedProcessing.StartAsync();
        _api = await StartAsync(OwnSettings);
    }

    /// <summary>Starts a further replica over the same database and storage.</summary>
    public async Task<RunningApi> StartAsync(params string[] settings) =>
        await RunningApi.StartAsync([.. await SettingsAsync(), .. settings]);

    /// <summary>Command-line settings of an Api over this fixture's database and storage.</summary>
    public async Task<string[]> SettingsAsync() =>
    [
        $"--Storage:Directory={_directory}",
        $"--services:processing:grpc:0={Processing.Address.GetLeftPart(UriPartial.Authority)}",
        "--Listen:HttpPort=0",
        "--Listen:GrpcPort=0",
        "--Jobs:BackOffFrom=00:00:00.05",
        "--Pipeline:TryAgainAfter=00:00:00.05",
        "--Pipeline:ReuseTranscripts=false", // Tests share their recordings, and want each heard.
        "--Pipeline:AskForEnginesEvery=00:00:00",
        "--Intake:MaxBytes=1000000",
        "--Logging:LogLevel:Default=None",
        .. await ConnectionStringAsync() is { } connection ? [$"--ConnectionStrings:roidb={connection}"] : Array.Empty<string>(),
    ];

    /// <summary>How to connect to the server that holds the database; null for SQLite in the storage folder.</summary>
    public abstract Task<string?> ConnectionStringAsync();

    public async ValueTask DisposeAsync()
    {
        await (_api?.DisposeAsync() ?? default);
        await (_processing?.DisposeAsync() ?? default);
        if (System.IO.Directory.Exists(_directory))
        {
            System.IO.Directory.Delete(_directory, recursive: true);
        }
        GC.SuppressFinalize(this);
    }
}

/// <summary>The Api on SQLite.</summary>
public sealed class SqliteApi : ApiFixture
{
    public override Task<string?> ConnectionStringAsync() => Task.FromResult<string?>(null);
}

/// <summary>The Api on PostgreSQL.</summary>
public sealed class PostgresApi(PostgresServer server) : ApiFixture
{
    private string? _connectionString;

    public override async Task<string?> ConnectionStringAsync() => _connectionString ??= await server.CreateDatabaseAsync();
}
