using System.Globalization;
using System.Text.Json;

namespace RoiApp.Bench.Rpc;

/// <summary>
/// A gibibyte on offer to a reader that takes one message, stops for half a minute and then reads on: the memory of server and client, each in a
/// process of its own, before, while the reader stands still, while it catches up, and after.
/// </summary>
internal static class BackpressureBench
{
    private const double MiB = 1024 * 1024;

    private static readonly TimeSpan s_sampleEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_settles = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        var (pauseSeconds, bytes) = (settings.Number("--pause-seconds", 30), settings.Number("--mib", 1024) * 1024L * 1024);
        if (!report.Json)
        {
            Console.WriteLine($"{bytes / MiB:N0} MiB on offer, the reader stops for {pauseSeconds} s; memory in MiB, the highest of each phase");
            Console.WriteLine($"{"who stops reading",-20}{"writer stood still",20}{"having sent",14}   {"process",-10}{"before",10}{"stopped",10}{"catching up",13}{"after",10}");
        }

        foreach (var direction in new[] { FloodClient.Download, FloodClient.Upload })
        {
            Print(await MeasureAsync(direction, pauseSeconds, bytes, ct), report.Json);
        }
    }

    private static async Task<Outcome> MeasureAsync(string direction, int pauseSeconds, long bytes, CancellationToken ct)
    {
        using var server = ChildProcess.StartSelf(BenchServers.Command);
        var address = await server.ListeningAsync(ct);
        using var client = ChildProcess.StartSelf(
            FloodClient.Command, address.ToString(), direction, pauseSeconds.ToString(CultureInfo.InvariantCulture), bytes.ToString(CultureInfo.InvariantCulture));
        var writer = direction == FloodClient.Download ? server : client;

        await writer.SaidAsync(StallMeter.Beginning, ct); // Of the warm-up.
        await client.SaidAsync(FloodClient.Ready, ct);
        await Task.Delay(s_settles, ct);
        var before = await HighestAsync(server, client, Task.CompletedTask, ct);

        await client.TellAsync("go", ct);
        await client.SaidAsync(FloodClient.Paused, ct);
        var stopped = await HighestAsync(server, client, client.SaidAsync(FloodClient.Resumed, ct), ct);
        Task<string> stalling, finishing;
        if (writer == client)
        {
            stalling = client.SaidAsync(StallMeter.Beginning, ct);
            finishing = Then(stalling, () => client.SaidAsync(FloodClient.Done, ct));
        }
        else
        {
            (stalling, finishing) = (server.SaidAsync(StallMeter.Beginning, ct), client.SaidAsync(FloodClient.Done, ct));
        }

        var catchingUp = await HighestAsync(server, client, Task.WhenAll(stalling, finishing), ct);
        var moved = long.Parse(await finishing, CultureInfo.InvariantCulture);
        if (moved != bytes)
        {
            throw new InvalidDataException($"{bytes} bytes were sent and {moved} arrived.");
        }

        await Task.Delay(s_settles, ct);
        var after = await HighestAsync(server, client, Task.CompletedTask, ct);
        return new Outcome(
            direction == FloodClient.Download ? "client" : "server", StallMeter.Parse(await stalling),
            new Memory(before.Server, stopped.Server, catchingUp.Server, after.Server), new Memory(before.Client, stopped.Client, catchingUp.Client, after.Client));

        static async Task<string> Then(Task first, Func<Task<string>> next)
        {
            await first;
            return await next();
        }
    }

    /// <summary>Samples until the phase ends, and once more.</summary>
    private static async Task<(double Server, double Client)> HighestAsync(ChildProcess server, ChildProcess client, Task phase, CancellationToken ct)
    {
        var (ofServer, ofClient) = (0L, 0L);
        using var timer = new PeriodicTimer(s_sampleEvery);
        bool ended;
        do
        {
            ended = phase.IsCompleted;
            (ofServer, ofClient) = (Math.Max(ofServer, server.WorkingSetBytes), Math.Max(ofClient, client.WorkingSetBytes));
        }
        while (!ended && await timer.WaitForNextTickAsync(ct));

        await phase;
        return (ofServer / MiB, ofClient / MiB);
    }

    private static void Print(Outcome outcome, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { bench = "grpc-backpressure", outcome }, JsonSerializerOptions.Web));
            return;
        }

        var (reader, stall, server, client) = outcome;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{reader,-20}{stall.Seconds,18:N1} s{stall.AfterBytes / MiB,10:N2} MiB   {"server",-10}{server.Text}"));
        Console.WriteLine($"{"",-54}   {"client",-10}{client.Text}");
    }

    private sealed record Memory(double Before, double Stopped, double CatchingUp, double After)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public string Text => string.Create(CultureInfo.InvariantCulture, $"{Before,10:N0}{Stopped,10:N0}{CatchingUp,13:N0}{After,10:N0}");
    }

    private sealed record Outcome(string StopsReading, Stall Writer, Memory ServerMiB, Memory ClientMiB);
}
