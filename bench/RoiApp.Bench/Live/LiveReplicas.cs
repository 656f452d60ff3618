using System.Globalization;
using System.Net.Http.Json;
using RoiApp.Contracts.Rest;
using RoiApp.Testing;
using RoiApp.Testing.Live;
using RoiApp.Testing.Servers;

namespace RoiApp.Bench.Live;

/// <summary>What lies between the replica that works and the one that is watched.</summary>
internal enum Between
{
    /// <summary>Nothing: they are one, on SQLite.</summary>
    Sqlite,

    /// <summary>Nothing: they are one, on PostgreSQL.</summary>
    Postgres,

    /// <summary>Two over one PostgreSQL, with Redis.</summary>
    Redis,

    /// <summary>Two over one PostgreSQL, without Redis.</summary>
    Notify,
}

/// <summary>RoiApp.Api as it was built, as one process or two, with a Processing that keeps a pace.</summary>
internal sealed class LiveReplicas : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(120);
    private static readonly DirectoryInfo s_here = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private readonly string _directory = Directory.CreateTempSubdirectory("roiapp-bench-").FullName;
    private readonly List<ServerProcess> _apis = [];
    private readonly PostgresServer _postgres = new();
    private readonly RedisServer _redis = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };

    public PacedProcessing Processing { get; } = new();

    /// <summary>Of the replica that is watched.</summary>
    public Uri Http { get; private set; } = null!;

    /// <inheritdoc cref="Http"/>
    public Uri Grpc { get; private set; } = null!;

    /// <summary>Of a further replica over the same data.</summary>
    public IReadOnlyList<string> Settings { get; private set; } = [];

    /// <summary>Of the replica that works, which is the one that is watched unless there are two.</summary>
    public ProcessFigures Worker { get; private set; } = null!;

    /// <param name="between">How many there are, and over what.</param>
    /// <param name="atOnce">Workflows that run at once.</param>
    /// <param name="ct">Gives it up.</param>
    /// <param name="connection">More of the connection string of PostgreSQL.</param>
    public static async Task<LiveReplicas> StartAsync(Between between, int atOnce, CancellationToken ct, string? connection = null)
    {
        var replicas = new LiveReplicas();
        try
        {
            await replicas.StartAllAsync(between, atOnce, connection, ct);
            return replicas;
        }
        catch
        {
            await replicas.DisposeAsync();
            throw;
        }
    }

    /// <summary>One client of each channel.</summary>
    public ILiveClient[] Clients() => Clients(Http, Grpc, silentAtMost: null);

    /// <summary>One client of each channel, that goes through somebody else.</summary>
    /// <param name="http">In place of <see cref="Http"/>.</param>
    /// <param name="grpc">In place of <see cref="Grpc"/>.</param>
    /// <param name="silentAtMost">When to take a connection for lost; null for never.</param>
    public static ILiveClient[] Clients(Uri http, Uri grpc, TimeSpan? silentAtMost) =>
        [new SseClient(http, silentAtMost), new WebSocketClient(http, silentAtMost), new RpcClient(grpc, silentAtMost)];

    /// <summary>Hands in memos and waits until Processing has all of them at its gate.</summary>
    public async Task<Guid[]> SubmitAsync(int count, Pace pace, CancellationToken ct)
    {
        Processing.Prepare(pace);
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent($"Memo {Guid.NewGuid()}."), "file", "memo.txt" },
                { new StringContent("en"), "language" },
                { new StringContent("none"), "targetLanguage" },
            };
            using var response = await _http.PostAsync(new Uri(Http, "/api/workflows"), form, ct);
            response.EnsureSuccessStatusCode();
            ids[i] = (await response.Content.ReadFromJsonAsync<WorkflowResource>(ct))!.Id;
        }
        while (Processing.Waiting < count)
        {
            await Task.Delay(10, ct);
        }
        return ids;
    }

    public async Task<WorkflowResource> GetAsync(Guid id, CancellationToken ct) =>
        await _http.GetFromJsonAsync<WorkflowResource>(new Uri(Http, $"/api/workflows/{id}"), ct) ?? throw new InvalidDataException("An answer was null.");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var api in _apis)
        {
            await api.DisposeAsync();
        }
        await Processing.DisposeAsync();
        await _redis.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartAllAsync(Between between, int atOnce, string? connection, CancellationToken ct)
    {
        await Processing.StartAsync();
        List<string> settings =
        [
            Setting("Storage:Directory", _directory),
            Setting("services:processing:grpc:0", Processing.Address.GetLeftPart(UriPartial.Authority)),
            Setting("Logging:LogLevel:Default", "Warning"),
            Setting("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information"),
        ];
        if (between != Between.Sqlite)
        {
            await _postgres.StartAsync(ct);
            settings.Add(Setting("ConnectionStrings:roidb", $"{await _postgres.CreateDatabaseAsync(ct)};{connection}"));
        }
        if (between == Between.Redis)
        {
            await _redis.StartAsync(ct);
            settings.Add(Setting("ConnectionStrings:cache", _redis.ConnectionString));
        }
        Settings = settings;
        var works = Setting("Jobs:MaxConcurrent", atOnce);
        (Http, Grpc) = await StartAsync([.. settings, works], ct);
        Worker = new(_apis[0].Id);
        if (between is Between.Redis or Between.Notify)
        {
            (Http, Grpc) = await StartAsync([.. settings, Setting("Jobs:MaxConcurrent", 0)], ct);
        }
    }

    private async Task<(Uri Http, Uri Grpc)> StartAsync(string[] settings, CancellationToken ct)
    {
        var (http, grpc) = (FreePort.Next(), FreePort.Next());
        var program = Path.Combine(SourceTree.Root, "RoiApp.Api", "bin", s_here.Parent!.Name, s_here.Name, "RoiApp.Api.dll");
        _apis.Add(await ServerProcess.StartAsync(
            "the Api", ["dotnet", program, .. settings, Setting("Listen:HttpPort", http), Setting("Listen:GrpcPort", grpc)],
            "Application started", "TERM", scratch: null, s_startLimit, ct));
        return (new($"http://127.0.0.1:{http}"), new($"http://127.0.0.1:{grpc}"));
    }

    private static string Setting(string name, object value) => string.Create(CultureInfo.InvariantCulture, $"--{name}={value}");
}
