using RoiApp.Testing;

namespace RoiApp.Bench.Repeat;

/// <summary>What is saved on a day on which most has been seen before: with everything that remembers, beside without.</summary>
internal static class RepeatBench
{
    private const string Name = "repeat";
    private const double BarOfHits = 80;

    private static readonly string[] s_forgetful = ["--Cache:Enabled=false", "--Pipeline:ReuseTranscripts=false"];

    public static async Task RunAsync(Report report, BenchSettings settings, CancellationToken ct)
    {
        var recording = await File.ReadAllBytesAsync(Path.Combine(SourceTree.Root, "samples", "01-northgate-dental.wav"), ct);
        var day = new RepeatDay(settings.Number("--memos", 100), recording);
        var (with, without) = (new List<DayFigures>(), new List<DayFigures>());
        for (var run = 0; run < settings.Number("--runs", 1); run++)
        {
            with.Add(await day.RunAsync([], ct));
            without.Add(await day.RunAsync(s_forgetful, ct));
        }
        Beside("memos", "s", d => d.Processing.TotalSeconds);
        Beside("reading", "ms", d => d.Reading.TotalMilliseconds);
        Beside("asked of speech", "calls", d => d.Recognitions);
        Beside("asked of language", "calls", d => d.Conversations);
        report.Add(Name, "repeats not heard again", "%", [.. with.Select(d => 100.0 * (d.Repeated - d.HeardAgain) / d.Repeated)], "bar", [.. with.Select(_ => BarOfHits)]);
        foreach (var family in with[0].Families.Where(f => f.HitRate is not null))
        {
            report.Add(Name, $"hits: {family.Name}", "%", [.. with.Select(d => 100 * d.Families.Single(f => f.Name == family.Name).HitRate ?? 0)],
                "asked before", [.. with.Select(d => d.Questions.AtBest(family.Name))]);
        }

        void Beside(string name, string unit, Func<DayFigures, double> of) => report.Add(Name, name, unit, [.. with.Select(of)], "caches off", [.. without.Select(of)]);
    }
}
