namespace RoiApp.Bench.Pipeline;

/// <summary>
/// <c>./roi bench pipeline</c>: what overlapping the steps saves, what the way around the speech engine costs, what a memo that is known costs, and what is left of the way
/// when engines take no time. <c>--part overlap|overhead|known|instant</c> picks.
/// </summary>
internal static class PipelineBench
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan[] s_lengths = [TimeSpan.FromSeconds(15), s_minute, TimeSpan.FromMinutes(10)];

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        using var recordings = new JoinedRecordings(settings.Text("--data"));
        if (settings.Allows("--part", "overlap"))
        {
            await using var overlap = await Overlap.StartAsync(ct);
            foreach (var atOnce in new[] { 1, 4 })
            {
                var (ours, sequential) = (new List<double>(), new List<double>());
                for (var run = 0; run < settings.Runs; run++)
                {
                    sequential.Add((await overlap.OneAfterAnotherAsync(recordings.Of(s_minute), ct)).TotalSeconds);
                    ours.Add((await overlap.OverlappedAsync(recordings.Of(s_minute), atOnce, ct)).TotalSeconds);
                }
                report.Add("pipeline", $"overlap-60s-{atOnce}-at-once", "s", ours, "one by one", sequential);
            }
        }
        if (settings.Allows("--part", "known"))
        {
            await KnownAsync(report, settings, recordings, ct);
        }
        if (settings.Allows("--part", "instant"))
        {
            await InstantEngines.CompareAsync(report, settings, recordings.Of(InstantEngines.Length), ct);
        }
        if (settings.Allows("--part", "overhead"))
        {
            await using var roiapp = await RunningRoiApp.StartAsync([], ct);
            await using var engine = new BareEngine();
            await roiapp.RunAsync(recordings.Of(s_lengths[0]), ct); // Models are loaded by the first.
            await engine.RunAsync(recordings.Of(s_lengths[0]), ct);
            foreach (var length in s_lengths.Where(length => length <= TimeSpan.FromSeconds(settings.Number("--longest", 600))))
            {
                var (ours, bare) = (new List<double>(), new List<double>());
                for (var run = 0; run < settings.Runs; run++)
                {
                    bare.Add((await engine.RunAsync(recordings.Of(length), ct)).TotalSeconds);
                    ours.Add((await roiapp.RunAsync(recordings.Of(length), ct)).TotalSeconds);
                }
                report.Add("pipeline", $"overhead-{length.TotalSeconds:0}s-cold", "s", ours, "engine alone", bare);
            }
        }
    }

    /// <summary>A minute that was handed in before: nothing of it is heard, translated or read again.</summary>
    private static async Task KnownAsync(Report report, BenchSettings settings, JoinedRecordings recordings, CancellationToken ct)
    {
        await using var roiapp = await RunningRoiApp.StartAsync([], ct);
        await using var engine = new BareEngine();
        var wav = await File.ReadAllBytesAsync(recordings.Of(s_minute), ct);
        await roiapp.RunAsync(wav, "first.wav", ct);
        await engine.RunAsync(recordings.Of(s_lengths[0]), ct);
        var (ours, bare) = (new List<double>(), new List<double>());
        for (var run = -1; run < settings.Runs; run++) // The first turn warms up and does not count.
        {
            var heard = await engine.RunAsync(recordings.Of(s_minute), ct);
            var (_, took) = await roiapp.RunAsync(wav, "again.wav", ct);
            if (run >= 0)
            {
                bare.Add(heard.TotalMilliseconds);
                ours.Add(took.TotalMilliseconds);
            }
        }
        report.Add("pipeline", "known-60s", "ms", ours, "engine alone", bare);
    }
}
