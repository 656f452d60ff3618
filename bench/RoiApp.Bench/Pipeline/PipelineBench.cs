namespace RoiApp.Bench.Pipeline;

/// <summary><c>./roi bench pipeline</c>: what overlapping the steps saves, and what the way around the speech engine costs.</summary>
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
}
