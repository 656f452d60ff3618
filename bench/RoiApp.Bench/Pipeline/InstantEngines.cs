using System.Diagnostics;
using RoiApp.Bench.Live;

namespace RoiApp.Bench.Pipeline;

/// <summary>
/// The way of a memo when engines take no time: upload, database, job, gRPC, events. A Processing that speaks the protocol says a dozen segments at once, and the
/// report; beside a bare Kestrel that reads the same bytes and drops them.
/// </summary>
internal static class InstantEngines
{
    /// <summary>200 KB as 16-bit mono at 16 kHz.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(6);

    private const int WarmUps = 20;
    private const int MemosARun = 50;

    public static async Task CompareAsync(Report report, BenchSettings settings, string recording, CancellationToken ct)
    {
        var wav = await File.ReadAllBytesAsync(recording, ct);
        using var sink = ChildProcess.StartSelf("upload-sink");
        using var http = new HttpClient { BaseAddress = await sink.ListeningAsync(ct) };
        await using var processing = new PacedProcessing();
        await processing.StartAsync();
        processing.Prepare(new(Segments: 12, TimeSpan.Zero, Passing: 0));
        processing.Go();
        await using var roiapp = await RunningRoiApp.StartAsync([], ct, processing.Address);
        var (ours, bare) = (new List<double[]>(), new List<double[]>());
        for (var run = -1; run < settings.Runs; run++) // The first turn warms up and does not count.
        {
            var count = run < 0 ? WarmUps : MemosARun;
            var (mine, other) = (new double[count], new double[count]);
            for (var memo = 0; memo < count; memo++)
            {
                mine[memo] = (await roiapp.RunAsync(roiapp.Another(wav), "memo.wav", ct)).Took.TotalMilliseconds;
                var started = Stopwatch.GetTimestamp();
                using var dropped = await http.PostAsync(new Uri("/", UriKind.Relative), new ByteArrayContent(wav), ct);
                dropped.EnsureSuccessStatusCode();
                other[memo] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
            if (run >= 0)
            {
                Array.Sort(mine);
                Array.Sort(other);
                ours.Add(mine);
                bare.Add(other);
            }
        }
        foreach (var (word, at) in new[] { ("p50", MemosARun / 2), ("p95", MemosARun * 95 / 100) })
        {
            report.Add("pipeline", $"instant-200KB-{word}", "ms", [.. ours.Select(o => o[at])], "bare sink", [.. bare.Select(b => b[at])]);
        }
    }
}
