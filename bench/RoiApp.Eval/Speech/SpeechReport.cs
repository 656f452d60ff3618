using System.Diagnostics;
using System.Text.Json;

namespace RoiApp.Eval.Speech;

/// <summary>Prints how well recordings were heard: a table for people, or JSON lines.</summary>
internal static class SpeechReport
{
    public static void Print(IReadOnlyList<SpeechScore> scores, TimeSpan ready, bool json, bool failures)
    {
        if (!json)
        {
            Console.WriteLine($"{"speech",-22}{"recordings",11}{"words",7}{"WER",8}{"AUC",7}{"time/audio",12}{"refused",9}");
        }

        foreach (var (subset, of) in scores.SelectMany(s => s.Recording.Subsets, (s, subset) => (s, subset)).GroupBy(pair => pair.subset, pair => pair.s).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, g.ToList())).Append(("all", [.. scores])))
        {
            var said = of.Sum(s => s.Errors.Said);
            var rate = (double)of.Sum(s => s.Errors.Errors) / Math.Max(said, 1);
            var auc = SpeechScore.ConfidenceAuc(of);
            var speed = of.Sum(s => s.Took.TotalSeconds) / of.Sum(s => s.Audio.TotalSeconds);
            if (json)
            {
                Write("wer", subset, rate, said);
                Write("confidence-auc", subset, auc, said);
                Write("real-time-factor", subset, speed, of.Count);
                Write("refused", subset, (double)of.Count(s => s.Refused) / of.Count, of.Count);
            }
            else
            {
                Console.WriteLine($"{subset,-22}{of.Count,11}{said,7}{rate,8:0.0%}{auc,7:0.00}{speed,12:0.00}{of.Count(s => s.Refused),9}");
            }
        }

        var memory = Process.GetCurrentProcess().PeakWorkingSet64 / (1024.0 * 1024);
        if (json)
        {
            Write("memory-mb", "all", memory, scores.Count);
            Write("ready-seconds", "all", ready.TotalSeconds, 1);
        }
        else
        {
            Console.WriteLine($"Memory at its highest: {memory:0} MB; ready to hear after {ready.TotalSeconds:0.0} s");
        }

        foreach (var score in scores.Where(s => failures).OrderByDescending(s => s.Errors.Rate))
        {
            Console.Error.WriteLine($"{score.Recording.Id} {score.Errors.Rate:0%}, {score.Refusal}{(score.Refused ? ", " : "")}mean confidence {(score.Words.Count == 0 ? 0 : score.Words.Average(word => word.Confidence)):0.00}\n  said  {score.Recording.Reference}\n  heard {score.Heard}");
        }
    }

    private static void Write(string metric, string subset, double value, int n) =>
        Console.WriteLine(JsonSerializer.Serialize(new { area = "speech", metric, subset, value = Math.Round(value, 4), n }));
}
