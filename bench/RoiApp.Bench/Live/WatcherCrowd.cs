using System.Globalization;
using System.Text.Json;
using RoiApp.Testing.Live;

namespace RoiApp.Bench.Live;

/// <summary>What many watchers heard, compared with the log.</summary>
/// <param name="Expected">State events in the logs, once for each of their watchers.</param>
/// <param name="Heard">State events that the watchers were given.</param>
/// <param name="Passed">Progress and partial texts that they were given.</param>
/// <param name="Wrong">Watchers whose events are not exactly those of the log, in order.</param>
/// <param name="Reconnects">How often a connection was lost on the way.</param>
internal sealed record CrowdResult(long Expected, long Heard, long Passed, int Wrong, int Reconnects);

/// <summary>Many watchers in a process of their own, spread over workflows and channels.</summary>
internal sealed class WatcherCrowd : IDisposable
{
    public const string Command = "live-crowd";

    private readonly ChildProcess _process;

    private WatcherCrowd(ChildProcess process) => _process = process;

    public static WatcherCrowd Start(LiveReplicas replicas, int watchers) => new(ChildProcess.StartSelf(
        Command, replicas.Http.ToString(), replicas.Grpc.ToString(), watchers.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Ends once all watchers have heard their first event.</summary>
    public async Task WatchAsync(IEnumerable<Guid> workflows, CancellationToken ct)
    {
        await _process.TellAsync(string.Join(' ', workflows), ct);
        await _process.SaidAsync("open", ct);
    }

    /// <summary>Ends with the last event of the last workflow.</summary>
    public async Task<CrowdResult> EndAsync(CancellationToken ct) => JsonSerializer.Deserialize<CrowdResult>(await _process.SaidAsync("ended ", ct))!;

    public void Dispose() => _process.Dispose();

    /// <summary>Watches whatever workflows each line of the standard input names, until it ends.</summary>
    public static async Task RunAsync(string[] args)
    {
        var clients = LiveReplicas.Clients(new(args[0]), new(args[1]), silentAtMost: null);
        var count = int.Parse(args[2], CultureInfo.InvariantCulture);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var workflows = line.Split(' ').Select(Guid.Parse).ToList();
            // Shifted with each round, so that every workflow is watched over every channel.
            var watches = Enumerable.Range(0, count)
                .Select(i => (Id: workflows[i % workflows.Count], Watch: new PatientWatch(clients[((i / workflows.Count) + i) % clients.Length], workflows[i % workflows.Count]))).ToList();
            var all = Task.WhenAll(watches.Select(w => w.Watch.RunAsync(heard: null, CancellationToken.None)));
            await Task.WhenAll(watches.Select(w => w.Watch.Open));
            Console.WriteLine("open");
            await all;
            Console.WriteLine($"ended {JsonSerializer.Serialize(await CompareAsync(clients[0], watches))}");
        }
    }

    private static async Task<CrowdResult> CompareAsync(ILiveClient reader, List<(Guid Id, PatientWatch Watch)> watches)
    {
        var logs = new Dictionary<Guid, List<(long, string)>>();
        foreach (var id in watches.Select(w => w.Id).Distinct())
        {
            // Read again from its beginning, now that nothing is live: this is the log.
            var log = new PatientWatch(reader, id);
            await log.RunAsync(heard: null, CancellationToken.None);
            logs[id] = Facts(log);
        }
        return new(
            watches.Sum(w => (long)logs[w.Id].Count),
            watches.Sum(w => (long)w.Watch.States.Count),
            watches.Sum(w => (long)w.Watch.Passed),
            watches.Count(w => !logs[w.Id].SequenceEqual(Facts(w.Watch)) || logs[w.Id].Where((fact, i) => fact.Item1 != i + 1).Any()),
            watches.Sum(w => w.Watch.Lost));
    }

    private static List<(long Seq, string Type)> Facts(PatientWatch watch) => [.. watch.States.Select(e => (e.Seq, e.Type))];
}
