namespace RoiApp.Bench.Live;

/// <summary>
/// A thousand watchers on two hundred workflows: whether each heard exactly what the log holds, what one costs in memory, and what all of them cost the
/// pipeline. With and without them in turns; at the pace of engines, and as fast as the pipeline takes it.
/// </summary>
internal static class WatchersBench
{
    private const string Name = "watchers";

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        var (watchers, workflows) = (settings.Number("--watchers", 1000), settings.Number("--workflows", 200));
        var every = TimeSpan.FromMilliseconds(settings.Number("--pace-ms", 1000));
        var paced = new Pace(Math.Max(1, (int)(settings.Number("--seconds", 15) / every.TotalSeconds)), every, Passing: 3);
        var flatOut = new Pace(settings.Number("--segments", 50), TimeSpan.Zero, Passing: 0);
        foreach (var between in new[] { Between.Sqlite, Between.Postgres })
        {
            if (!settings.Allows("--only", between.ToString()))
            {
                continue;
            }
            var label = between.ToString().ToLowerInvariant();
            await using var replicas = await LiveReplicas.StartAsync(between, workflows, ct);
            using var crowd = WatcherCrowd.Start(replicas, watchers);
            var both = new Turns(replicas, crowd, workflows);
            await both.RunAsync(paced with { Segments = 5 }, runs: 1, ct); // Warms up and does not count.
            Print(report, $"{label}-paced", watchers, await both.RunAsync(paced, settings.Runs, ct));
            Print(report, $"{label}-flat-out", watchers, await both.RunAsync(flatOut, settings.Runs, ct));
        }
    }

    private static void Print(Report report, string label, int watchers, IReadOnlyList<(Turn With, Turn Without)> turns)
    {
        Add("workflows", "1/s", t => t.WorkflowsPerSecond, "no watchers");
        Add("events", "1/s", t => t.EventsPerSecond, "no watchers");
        Add("api-cpu", "ms/event", t => t.CpuMsPerEvent, "no watchers");
        Add("memory-peak", "MB", t => t.PeakMb, "no watchers");
        report.Add(Name, $"{label}-memory-open", "MB", Of(t => t.OpenMb), "just before", Of(t => t.BeforeMb));
        report.Add(Name, $"{label}-memory-each", "KB", Of(t => 1024 * (t.OpenMb - t.BeforeMb) / watchers), "all/watchers", Of(t => 1024 * t.OpenMb / watchers));
        report.Add(Name, $"{label}-heard", "events", Of(t => t.Crowd!.Heard), "logs", Of(t => t.Crowd!.Expected));
        report.Add(Name, $"{label}-right", "watchers", Of(t => watchers - t.Crowd!.Wrong), "all", Of(_ => watchers));
        report.Add(Name, $"{label}-passed", "events", Of(t => t.Crowd!.Passed), "states", Of(t => t.Crowd!.Heard));

        double[] Of(Func<Turn, double> figure) => [.. turns.Select(t => figure(t.With))];
        void Add(string what, string unit, Func<Turn, double> figure, string baseline) =>
            report.Add(Name, $"{label}-{what}", unit, Of(figure), baseline, [.. turns.Select(t => figure(t.Without))]);
    }
}
