using RoiApp.Api.Pipeline;
using RoiApp.Testing;

namespace RoiApp.Bench.Eta;

/// <summary>
/// How wrong the estimated time left is at marks of real runs with the engines that are installed: the samples alone, and one after the other as a memo of a minute and a half and one of
/// six. The mean over the memos of a round, beside what the simple rule of three would have said: time so far by share done.
/// </summary>
internal static class EtaBench
{
    private const string Name = "eta";
    private const int LastRuns = 20;

    private static readonly string[] s_samples = ["01-northgate-dental.wav", "02-river-valley-foods.mp3", "03-two-people-at-city-hospital.m4a", "04-badly-spoken.ogg"];

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        using var once = await NewRecording.JoinedAsync("all-four.wav", s_samples, ct);
        using var fourTimes = await NewRecording.JoinedAsync("all-four-four-times.wav", [.. s_samples, .. s_samples, .. s_samples, .. s_samples], ct);
        string[] files = [.. s_samples.Select(SourceTree.Sample), once.Path, fourTimes.Path];
        await using var runs = await RecordedRuns.StartAsync(ct);
        var before = new List<RunTrace>();
        var rounds = new List<List<(RunTrace Trace, double Pace)>>();
        for (var round = -1; round < settings.Runs; round++) // The first one is the history of an engine that has just been installed.
        {
            var traces = new List<(RunTrace, double)>();
            foreach (var file in files)
            {
                var last = before.TakeLast(LastRuns).ToList();
                var trace = await runs.RunAsync(file, ct);
                before.Add(trace);
                if (round >= 0)
                {
                    traces.Add((trace, last.Sum(t => (double)t.TranscriptionMs) / last.Sum(t => (double)t.DurationMs)));
                }
            }
            if (round >= 0)
            {
                rounds.Add(traces);
            }
        }
        Print(report, rounds);
    }

    private static void Print(Report report, List<List<(RunTrace Trace, double Pace)>> rounds)
    {
        foreach (var (label, known) in new[] { ("known engine", true), ("new engine", false) })
        {
            foreach (var mark in RunProgress.Marks)
            {
                report.Add(Name, $"{label}, at {mark} %", "% off", Means(known, mark, simple: false), "rule of three", Means(known, mark, simple: true));
            }
        }

        double[] Means(bool known, int mark, bool simple) =>
        [
            .. rounds.Select(round => 100 * round
                .Select(run => simple ? run.Trace.ErrorsOfRuleOfThree() : run.Trace.Errors(known ? run.Pace : null))
                .Where(errors => errors.ContainsKey(mark)).Average(errors => errors[mark])),
        ];
    }
}
