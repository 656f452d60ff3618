using System.Collections.Concurrent;
using RoiApp.Testing.Live;

namespace RoiApp.Bench.Live;

/// <summary>
/// Milliseconds from Processing's write of an event to the watcher's hands: of segments, which are committed to the database on their way, and of
/// partial text, which passes. Ten workflows at once, each watched over every channel; in turns with a bare echo of as many bytes at the same pace.
/// </summary>
internal static class LiveBench
{
    private const string Name = "live";
    private const int Workflows = 10;

    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(100);
    private static readonly double[] s_shares = [0.50, 0.95, 0.99];

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        using var echo = await LoopbackEcho.StartAsync(ct);
        var events = (int)(settings.Number("--seconds", 5) / s_every.TotalSeconds);
        foreach (var between in Enum.GetValues<Between>())
        {
            if (settings.Allows("--only", between.ToString()))
            {
                await using var replicas = await LiveReplicas.StartAsync(between, Workflows, ct);
                await CompareAsync(report, between, replicas, echo, events, settings.Runs, ct);
            }
        }
    }

    private static async Task CompareAsync(Report report, Between between, LiveReplicas replicas, LoopbackEcho echo, int events, int runs, CancellationToken ct)
    {
        var clients = replicas.Clients();
        var ours = new Dictionary<(string Channel, bool State), double[][]>();
        var floor = Table(runs);
        for (var run = -1; run < runs; run++) // The first turn warms up and does not count.
        {
            var samples = await MeasureAsync(replicas, clients, events, ct);
            var bytes = samples.Values.SelectMany(s => s).Where(s => s.Channel == "sse").Average(s => s.Bytes);
            var echoed = await echo.MeasureAsync(Workflows * clients.Length, events * 2, s_every / 2, (int)bytes, ct);
            if (run < 0)
            {
                continue;
            }
            Fill(floor, run, echoed);
            foreach (var (key, some) in samples)
            {
                if (!ours.TryGetValue(key, out var table))
                {
                    ours[key] = table = Table(runs);
                }
                Fill(table, run, [.. some.Select(s => s.Milliseconds)]);
            }
        }
        foreach (var ((channel, state), table) in ours.OrderBy(o => (Array.FindIndex(clients, c => c.Channel == o.Key.Channel), !o.Key.State)))
        {
            for (var i = 0; i < s_shares.Length; i++)
            {
                report.Add(Name, $"{between}-{channel}-{(state ? "state" : "passing")}-p{s_shares[i] * 100:0}".ToLowerInvariant(), "ms", table[i], "loopback echo", floor[i]);
            }
        }
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    private static async Task<Dictionary<(string Channel, bool State), List<Sample>>> MeasureAsync(LiveReplicas replicas, ILiveClient[] clients, int events, CancellationToken ct)
    {
        var ids = await replicas.SubmitAsync(Workflows, new(events, s_every, Passing: 1), ct);
        var samples = new ConcurrentBag<Sample>();
        var watches = ids.SelectMany(id => clients.Select(client => (client.Channel, Watch: new PatientWatch(client, id)))).ToList();
        var all = watches.ConvertAll(w => w.Watch.RunAsync(
            e =>
            {
                if (e.Text is { } text)
                {
                    samples.Add(new(w.Channel, e.IsState, PacedProcessing.MillisecondsSince(text, e.At), e.Bytes));
                }
            },
            ct));
        await Task.WhenAll(watches.Select(w => w.Watch.Open)).WaitAsync(ct);
        replicas.Processing.Go();
        await Task.WhenAll(all);
        return samples.GroupBy(s => (s.Channel, s.State)).ToDictionary(g => g.Key, g => g.ToList());
    }

    private static double[][] Table(int runs) => [.. s_shares.Select(_ => new double[runs])];

    private static void Fill(double[][] table, int run, double[] milliseconds)
    {
        Array.Sort(milliseconds);
        for (var i = 0; i < s_shares.Length; i++)
        {
            table[i][run] = milliseconds[Math.Min(milliseconds.Length - 1, (int)(milliseconds.Length * s_shares[i]))];
        }
    }

    private sealed record Sample(string Channel, bool State, double Milliseconds, int Bytes);
}
