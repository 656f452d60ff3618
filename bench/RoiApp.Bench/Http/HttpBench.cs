using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Bench.Live;

namespace RoiApp.Bench.Http;

/// <summary>
/// Answers a second and how long each takes, of the routes that are asked most: by 1, 50 and 200 clients, with and without the cache, on SQLite and PostgreSQL, in turns
/// with a bare Kestrel that answers the same bytes; and what a request allocates. <c>--database</c>, <c>--clients</c>, <c>--cache on|off</c> and
/// <c>--case</c> pick; <c>--connection</c> adds to PostgreSQL's connection string.
/// </summary>
internal static class HttpBench
{
    private const string Name = "http";
    private const string Uncached = "Cache__Enabled";
    private const int Workflows = 24;
    private const int Segments = 40;
    private const int CountedRequests = 2000;

    private static readonly Between[] s_databases = [Between.Sqlite, Between.Postgres];
    private static readonly string[] s_caches = ["on", "off"];
    private static readonly int[] s_clients = [1, 50, 200];

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        using var bare = ChildProcess.StartSelf(BareAnswers.Command);
        var ceiling = await bare.ListeningAsync(ct);
        foreach (var database in s_databases.Where(d => settings.Allows("--database", d.ToString())))
        {
            foreach (var cache in s_caches.Where(c => settings.Allows("--cache", c)))
            {
                Environment.SetEnvironmentVariable(Uncached, cache == "on" ? "true" : "false"); // Read by the Api's process, and by the Api in this one.
                await using var api = await LiveReplicas.StartAsync(database, atOnce: 8, ct, settings.Text("--connection"));
                var id = await SeedAsync(api, ct);
                var label = $"{database.ToString().ToLowerInvariant()}-{(cache == "on" ? "cached" : "uncached")}";
                foreach (var (name, path) in Paths(id).Where(p => settings.Allows("--case", p.Name)))
                {
                    await OfferAsync(api.Http, ceiling, name, path, ct);
                    foreach (var clients in s_clients.Where(c => settings.Allows("--clients", $"{c}")))
                    {
                        await CompareAsync(report, $"{label}-{name}-{clients}", settings,
                            () => HttpLoad.RunAsync(api.Http, path, clients, settings.Duration, ct), () => HttpLoad.RunAsync(ceiling, $"/answers/{name}", clients, settings.Duration, ct));
                    }
                }
                foreach (var clients in s_clients.Where(c => settings.Allows("--clients", $"{c}") && settings.Allows("--case", "sse")))
                {
                    await CompareAsync(report, $"{label}-sse-{clients}", settings,
                        () => HttpLoad.ConnectAsync(api.Http, "/api/events", clients, settings.Duration, ct), () => HttpLoad.ConnectAsync(ceiling, "/stream", clients, settings.Duration, ct));
                }
                await AllocationsAsync(report, label, api, id, settings, ct);
            }
        }
        Environment.SetEnvironmentVariable(Uncached, null);
    }

    private static (string Name, string Path)[] Paths(Guid id) =>
    [
        ("template", "/api/recording-template"), ("workflow", $"/api/workflows/{id}"), ("results", $"/api/workflows/{id}/results"), ("list", "/api/workflows?limit=20"), ("search", "/api/search?q=offer"),
    ];

    private static async Task<Guid> SeedAsync(LiveReplicas api, CancellationToken ct)
    {
        Guid[] ids = [];
        for (var at = 0; at < Workflows; at += 8)
        {
            ids = await api.SubmitAsync(8, new Pace(Segments, TimeSpan.Zero, Passing: 0), ct);
            api.Processing.Go();
            foreach (var id in ids)
            {
                while ((await api.GetAsync(id, ct)).Status != "completed")
                {
                    await Task.Delay(20, ct);
                }
            }
        }
        return ids[0];
    }

    // What the one answers is what the other has to.
    private static async Task OfferAsync(Uri api, Uri ceiling, string name, string path, CancellationToken ct)
    {
        using var http = new HttpClient();
        var bytes = await http.GetByteArrayAsync(new Uri(api, path), ct);
        using var given = await http.PutAsync(new Uri(ceiling, $"/answers/{name}"), new ByteArrayContent(bytes), ct);
        given.EnsureSuccessStatusCode();
    }

    private static async Task CompareAsync(Report report, string label, BenchSettings settings, Func<Task<HttpLoad>> ours, Func<Task<HttpLoad>> bare)
    {
        var (mine, other) = (new List<HttpLoad>(), new List<HttpLoad>());
        for (var run = -1; run < settings.Runs; run++) // The first turn warms up and does not count.
        {
            var (one, two) = (await ours(), await bare());
            if (run >= 0)
            {
                mine.Add(one);
                other.Add(two);
            }
        }
        report.Add(Name, label, "answers/s", [.. mine.Select(l => l.PerSecond)], "bare-kestrel", [.. other.Select(l => l.PerSecond)]);
        foreach (var (word, share) in new[] { ("p50", 0.50), ("p95", 0.95), ("p99", 0.99) })
        {
            report.Add(Name, label, $"ms {word}", [.. mine.Select(l => l.At(share))], "bare-kestrel", [.. other.Select(l => l.At(share))]);
        }
    }

    /// <summary>A further replica in this process, whose heap can be asked, and a bare Kestrel beside it; the client is the same.</summary>
    private static async Task AllocationsAsync(Report report, string label, LiveReplicas api, Guid id, BenchSettings settings, CancellationToken ct)
    {
        await using var app = Api.Program.Build([.. api.Settings, "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Warning", "--Jobs:MaxConcurrent=0", "--Listen:HttpPort=0", "--Listen:GrpcPort=0"]);
        await app.StartAsync(ct);
        await using var bare = await BareAnswers.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        foreach (var (name, path) in Paths(id).Where(p => settings.Allows("--case", p.Name)))
        {
            await OfferAsync(address, bare.Address, name, path, ct);
            var (mine, other) = (new double[settings.Runs], new double[settings.Runs]);
            for (var run = -1; run < settings.Runs; run++)
            {
                var (one, two) = (await BytesAsync(address, path, ct), await BytesAsync(bare.Address, $"/answers/{name}", ct));
                if (run >= 0)
                {
                    (mine[run], other[run]) = (one, two);
                }
            }
            report.Add(Name, $"{label}-{name}-allocated", "B/request", mine, "bare-kestrel", other);
        }
        await app.StopAsync(ct);
    }

    private static async Task<double> BytesAsync(Uri server, string path, CancellationToken ct)
    {
        using var client = await RawClient.ConnectAsync(server, path, ct);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < CountedRequests; i++)
        {
            await client.GetAsync(ct);
        }
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)CountedRequests;
    }
}
