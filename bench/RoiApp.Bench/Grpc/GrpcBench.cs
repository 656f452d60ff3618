using System.Diagnostics;

namespace RoiApp.Bench.Rpc;

/// <summary>
/// Calls and streamed messages a second over 1 and 32 connections, in turns against our server, a bare Kestrel endpoint with the same bytes
/// (the ceiling) and grpcio's server; and the time from a server's <c>WriteAsync</c> to the client's hands.
/// </summary>
internal static class GrpcBench
{
    private const string Name = "grpc";
    private const string Bare = "bare-kestrel";
    private const string Grpcio = "grpcio";
    private const int CallsAtOnce = 32;
    private const int MessagesPerStream = 1000;
    private const int PacedMessages = 1000;

    /// <summary>Unmeasured turns, in which the runtime compiles and optimises what is called often.</summary>
    private const int WarmUps = 2;

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        using var servers = await BenchServers.StartAsync(ct);
        foreach (var connections in new[] { 1, 32 })
        {
            await CompareRatesAsync(report, settings, $"unary-{connections}-connections", "call", servers, connections, UnaryAsync, ct);
            await CompareRatesAsync(report, settings, $"stream-{connections}-connections", "message", servers, connections, StreamAsync, ct);
        }

        await CompareDelaysAsync(report, settings.Runs, servers.Ours, ct);
    }

    private static async Task CompareRatesAsync(
        Report report, BenchSettings settings, string name, string item, BenchServers servers, int connections,
        Func<IContestant, int, CancellationToken, Task<int>> work, CancellationToken ct)
    {
        using var ours = new GrpcContestant(servers.Ours, connections);
        using var bare = new BareContestant(servers.Ours, connections);
        using var grpcio = new GrpcContestant(servers.Grpcio, connections);
        var rates = await InTurnsAsync([ours, bare, grpcio], settings.Runs, contestant => RateAsync(contestant, work, servers, settings.Duration, ct));
        foreach (var (baseline, of) in new[] { (Bare, 1), (Grpcio, 2) })
        {
            report.Add(Name, name, $"{item}s/s", PerSecond(0), baseline, PerSecond(of));
            report.Add(Name, name, $"ns/{item}", Nanoseconds(0), baseline, Nanoseconds(of));
        }

        double[] PerSecond(int contestant) => [.. rates[contestant].Select(rate => rate.PerSecond)];
        double[] Nanoseconds(int contestant) => [.. rates[contestant].Select(rate => rate.ProcessorNanoseconds)];
    }

    private static async Task CompareDelaysAsync(Report report, int runs, Uri server, CancellationToken ct)
    {
        using var ours = new GrpcContestant(server, connections: 1);
        using var bare = new BareContestant(server, connections: 1);
        var delays = await InTurnsAsync([ours, bare], runs, async contestant =>
        {
            var micros = new List<double>(PacedMessages);
            await contestant.TimeWritesAsync(PacedMessages, micros, ct);
            micros.Sort();
            return micros;
        });
        foreach (var percent in new[] { 50, 95, 99 })
        {
            report.Add(Name, $"write-to-client-p{percent}", "µs", At(percent, delays[0]), Bare, At(percent, delays[1]));
        }

        static double[] At(int percent, List<double>[] runs) => [.. runs.Select(micros => micros[micros.Count * percent / 100])];
    }

    /// <returns>For each contestant, what each of its turns gave.</returns>
    private static async Task<T[][]> InTurnsAsync<T>(IContestant[] contestants, int runs, Func<IContestant, Task<T>> measure)
    {
        T[][] results = [.. contestants.Select(_ => new T[runs])];
        for (var run = -WarmUps; run < runs; run++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                var result = await measure(contestants[i]);
                if (run >= 0)
                {
                    results[i][run] = result;
                }
            }
        }

        return results;
    }

    private static async Task<Rate> RateAsync(
        IContestant contestant, Func<IContestant, int, CancellationToken, Task<int>> work, BenchServers servers, TimeSpan duration, CancellationToken ct)
    {
        var done = 0L;
        var processors = servers.ProcessorTime;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, CallsAtOnce).Select(async caller =>
        {
            while (clock.Elapsed < duration)
            {
                Interlocked.Add(ref done, await work(contestant, caller, ct));
            }
        }));
        return new Rate(done / clock.Elapsed.TotalSeconds, (servers.ProcessorTime - processors).TotalNanoseconds / done);
    }

    private static async Task<int> UnaryAsync(IContestant contestant, int caller, CancellationToken ct)
    {
        await contestant.UnaryAsync(caller, ct);
        return 1;
    }

    private static Task<int> StreamAsync(IContestant contestant, int caller, CancellationToken ct) => contestant.StreamAsync(caller, MessagesPerStream, ct);

    /// <param name="PerSecond">Calls or messages by the clock: what a busy neighbour spoils.</param>
    /// <param name="ProcessorNanoseconds">What each cost the processors, client and server together: what a busy neighbour leaves alone, nearly.</param>
    private sealed record Rate(double PerSecond, double ProcessorNanoseconds);
}
