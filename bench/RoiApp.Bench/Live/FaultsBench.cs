using System.Collections.Concurrent;
using System.Diagnostics;
using RoiApp.Testing.Live;

namespace RoiApp.Bench.Live;

/// <summary>
/// A watcher on each channel whose network stands still for a minute, and one whose connection leads nowhere: whether they end with exactly what the log
/// holds, how soon, what the others notice of it, and what the server keeps for them meanwhile.
/// </summary>
internal static class FaultsBench
{
    private const string Name = "live-faults";

    // A server that beats every 15 s is not silent for longer than that.
    private static readonly TimeSpan s_silentAtMost = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(5);

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        var seconds = TimeSpan.FromSeconds(settings.Number("--seconds", 60));
        await using var replicas = await LiveReplicas.StartAsync(Between.Sqlite, atOnce: 4, ct);
        await using var http = new TcpProxy(replicas.Http);
        await using var grpc = new TcpProxy(replicas.Grpc);
        // Some 9 KB an event: a minute of them is several times what sockets and buffers hold.
        var pace = new Pace((int)((seconds + TimeSpan.FromSeconds(10)) / s_every), s_every, Passing: 1, Sentences: 100);
        await using (var warm = await Group.OpenAsync(replicas, http, grpc, pace with { Segments = 50 }, silentAtMost: null, ct))
        {
            await warm.EndAsync(ct); // Warms up and does not count.
        }
        await using (var standing = await Group.OpenAsync(replicas, http, grpc, pace, silentAtMost: null, ct)) // Who does not even look, does not lose patience.
        {
            await StandStillAsync(report, replicas, http, grpc, standing, seconds, ct);
        }
        await using var severed = await Group.OpenAsync(replicas, http, grpc, pace, s_silentAtMost, ct);
        await SeverAsync(report, http, grpc, severed, ct);
    }

    private static async Task StandStillAsync(Report report, LiveReplicas replicas, TcpProxy http, TcpProxy grpc, Group group, TimeSpan seconds, CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromSeconds(5), ct);
        var quiet = group.TakeP99s();
        replicas.Worker.ResetPeak();
        var before = replicas.Worker.NowMb;
        http.StandStill();
        grpc.StandStill();
        await Task.Delay(seconds, ct);
        var (during, peak, reached) = (group.TakeP99s(), replicas.Worker.PeakMb, group.Near.Max(w => w.Watch.LastSeq));
        var stoodAt = group.Far.Select(w => w.Watch.LastSeq).ToArray();
        var goingOn = Stopwatch.GetTimestamp();
        http.GoOn();
        grpc.GoOn();
        var caughtUp = await Task.WhenAll(group.Far.Select(async w =>
        {
            while (w.Watch.LastSeq < reached)
            {
                await Task.Delay(s_lookEvery, ct);
            }
            return Stopwatch.GetElapsedTime(goingOn).TotalMilliseconds;
        }));
        await group.EndAsync(ct);
        report.Add(Name, "stood-still-memory", "MB peak", [peak], "before", [before]);
        for (var i = 0; i < group.Far.Count; i++)
        {
            var (channel, watch) = group.Far[i];
            report.Add(Name, $"{channel}-others-p99", "ms", [during[i]], "before", [quiet[i]]);
            report.Add(Name, $"{channel}-behind", "events", [reached - stoodAt[i]], "log by then", [reached]);
            report.Add(Name, $"{channel}-caught-up", "ms", [caughtUp[i]], "stood still", [seconds.TotalMilliseconds]);
            AddRight(report, channel, "stood-still", watch, group.Near[i].Watch);
        }
    }

    private static async Task SeverAsync(Report report, TcpProxy http, TcpProxy grpc, Group group, CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), ct);
        var severed = Stopwatch.GetTimestamp();
        http.DropSilently();
        grpc.DropSilently();
        var noticed = await Task.WhenAll(group.Far.Select(async w =>
        {
            while (w.Watch.Lost == 0)
            {
                await Task.Delay(s_lookEvery, ct);
            }
            return Stopwatch.GetElapsedTime(severed).TotalSeconds;
        }));
        await group.EndAsync(ct);
        for (var i = 0; i < group.Far.Count; i++)
        {
            var (channel, watch) = group.Far[i];
            report.Add(Name, $"{channel}-half-open-noticed", "s", [noticed[i]], "patience", [s_silentAtMost.TotalSeconds]);
            AddRight(report, channel, "half-open", watch, group.Near[i].Watch);
        }
    }

    private static void AddRight(Report report, string channel, string what, PatientWatch watch, PatientWatch undisturbed)
    {
        var (mine, log) = (watch.States.Select(e => e.Seq).ToList(), undisturbed.States.Select(e => e.Seq).ToList());
        if (!log.SequenceEqual(Enumerable.Range(1, log.Count).Select(i => (long)i)) || !mine.SequenceEqual(log))
        {
            throw new InvalidOperationException($"{channel}, {what}: the watcher's events are not those of the log.");
        }
        report.Add(Name, $"{channel}-{what}-heard", "events", [mine.Count], "log", [log.Count]);
        report.Add(Name, $"{channel}-{what}-broken", "connections", [watch.Lost], "opened", [watch.Lost + 1]);
    }

    /// <summary>One workflow with two watchers on each channel: one near, one behind the bad network.</summary>
    private sealed class Group : IAsyncDisposable
    {
        private readonly List<ILiveClient> _clients = [];
        private readonly ConcurrentQueue<(string Channel, double Milliseconds)> _latencies = new();
        private Task _all = Task.CompletedTask;

        public List<(string Channel, PatientWatch Watch)> Near { get; } = [];

        public List<(string Channel, PatientWatch Watch)> Far { get; } = [];

        public static async Task<Group> OpenAsync(LiveReplicas replicas, TcpProxy http, TcpProxy grpc, Pace pace, TimeSpan? silentAtMost, CancellationToken ct)
        {
            var group = new Group();
            var id = (await replicas.SubmitAsync(1, pace, ct))[0];
            var (near, far) = (replicas.Clients(), LiveReplicas.Clients(http.Address, grpc.Address, silentAtMost));
            group._clients.AddRange([.. near, .. far]);
            group.Near.AddRange(near.Select(client => (client.Channel, new PatientWatch(client, id))));
            group.Far.AddRange(far.Select(client => (client.Channel, new PatientWatch(client, id))));
            group._all = Task.WhenAll([
                .. group.Near.Select(w => w.Watch.RunAsync(e => group.Note(w.Channel, e), ct)),
                .. group.Far.Select(w => w.Watch.RunAsync(heard: null, ct)),
            ]);
            await Task.WhenAll(group.Near.Concat(group.Far).Select(w => w.Watch.Open)).WaitAsync(ct);
            replicas.Processing.Go();
            return group;
        }

        /// <summary>Of the near watchers since the last look, by channel.</summary>
        public double[] TakeP99s()
        {
            var taken = new List<(string Channel, double Milliseconds)>();
            while (_latencies.TryDequeue(out var one))
            {
                taken.Add(one);
            }
            return [.. Near.Select(w => taken.Where(t => t.Channel == w.Channel).Select(t => t.Milliseconds).Order().ToArray()).Select(sorted => sorted[(int)(sorted.Length * 0.99)])];
        }

        public Task EndAsync(CancellationToken ct) => _all.WaitAsync(ct);

        public ValueTask DisposeAsync()
        {
            _clients.ForEach(client => client.Dispose());
            return ValueTask.CompletedTask;
        }

        private void Note(string channel, Heard e)
        {
            if (e.Text is { } text)
            {
                _latencies.Enqueue((channel, PacedProcessing.MillisecondsSince(text, e.At)));
            }
        }
    }
}
