using System.Text.Json;

namespace RoiApp.Eval.Extraction;

/// <summary>Scores as a table for people, or as JSON lines.</summary>
internal static class ExtractionReport
{
    public static void Print(ExtractionScorer scorer, IEnumerable<string> subsets, bool json)
    {
        if (!json)
        {
            Console.WriteLine($"{"subset",-30}{"memos",6}{"F1",7}{"P",7}{"R",7}   {string.Concat(ExtractionScorer.Fields.Select(f => $"{f,12}"))}{"invented",10}");
        }
        foreach (var subset in subsets)
        {
            if (json)
            {
                WriteLines(scorer, subset);
            }
            else
            {
                var all = scorer.Of("all", subset);
                Console.WriteLine($"{subset,-30}{scorer.Memos(subset),6}{all.F1,7:0.000}{all.Precision,7:0.000}{all.Recall,7:0.000}   "
                    + $"{string.Concat(ExtractionScorer.Fields.Select(f => Cell(scorer.Of(f, subset))))}{scorer.Invented(subset),10:0.0%}");
            }
        }
    }

    // A field that nobody labelled and nobody gave has no score.
    private static string Cell(FieldCounts counts) => counts.Given + counts.Wanted == 0 ? $"{"–",12}" : $"{counts.F1,12:0.000}";

    private static void WriteLines(ExtractionScorer scorer, string subset)
    {
        foreach (var field in ExtractionScorer.Fields.Prepend("all"))
        {
            var counts = scorer.Of(field, subset);
            Write($"{field}-precision", counts.Precision, counts.Given);
            Write($"{field}-recall", counts.Recall, counts.Wanted);
            Write($"{field}-f1", counts.F1, counts.Given + counts.Wanted);
        }
        Write("memos-with-invented-fields", scorer.Invented(subset), scorer.Memos(subset));

        void Write(string metric, double value, int n) =>
            Console.WriteLine(JsonSerializer.Serialize(new { area = "extraction", metric, subset, value = Math.Round(value, 4), n }));
    }
}
