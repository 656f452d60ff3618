using System.Text.Json;
using RoiApp.Eval.Extraction;
using RoiApp.Eval.Speech;
using RoiApp.Eval.Translation;

// Usage: --data DIR [--json] [--failures] [--as-heard] [--languages en,es] [--contacts FILE] [--find-out-language]
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;

if (Option("--data") is not { } data || !(Directory.Exists(data) || File.Exists(data)))
{
    Console.Error.WriteLine("Say what to evaluate: --data DIR, a folder with *.jsonl files (labelled memos), a manifest.tsv (recordings) or a translations.tsv (sentences), or one *.jsonl file.");
    return 2;
}

var translations = Path.Combine(data, ReferenceTranslation.FileName);
if (File.Exists(translations))
{
    await TranslationReport.RunAsync(ReferenceTranslation.Read(translations), args.Contains("--json"), args.Contains("--failures"), CancellationToken.None);
    return 0;
}

var manifest = Path.Combine(data, "manifest.tsv");
if (File.Exists(manifest))
{
    // Only English is heard by the embedded recogniser; ask a service for the others by Speech__Provider=OpenAI.
    var languages = (Option("--languages") ?? "en").Split(',');
    var settings = new SpeechSettings(args.Contains("--find-out-language"), Option("--contacts") is { } contacts ? SpeechSettings.ReadContacts(contacts) : []);
    await SpeechReport.RunAsync([.. LabelledRecording.ReadManifest(manifest).Where(r => languages.Contains(r.Language))], settings, args.Contains("--json"), args.Contains("--failures"), CancellationToken.None);
    return 0;
}

IEnumerable<string> files = File.Exists(data) ? [data] : Directory.EnumerateFiles(data, "*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
var memos = files.SelectMany(LabelledMemo.ReadFile);
var scorer = ExtractionEval.Run(args.Contains("--as-heard") ? memos.Select(ExtractionEval.AsHeard) : memos);
string[] subsets = [.. scorer.Subsets.OrderBy(s => s == "all" ? 0 : s.Contains('/', StringComparison.Ordinal) ? 2 : 1).ThenBy(s => s, StringComparer.Ordinal)];
if (args.Contains("--json"))
{
    foreach (var subset in subsets)
    {
        foreach (var field in ExtractionScorer.Fields.Prepend("all"))
        {
            var counts = scorer.Of(field, subset);
            Write($"{field}-precision", subset, counts.Precision, counts.Given);
            Write($"{field}-recall", subset, counts.Recall, counts.Wanted);
            Write($"{field}-f1", subset, counts.F1, counts.Given + counts.Wanted);
        }

        Write("memos-with-invented-fields", subset, scorer.Invented(subset), scorer.Memos(subset));
    }
}
else
{
    Console.WriteLine($"{"subset",-16}{"memos",6}{"F1",7}{"P",7}{"R",7}   {string.Concat(ExtractionScorer.Fields.Select(f => $"{f,12}"))}{"invented",10}");
    foreach (var subset in subsets)
    {
        var all = scorer.Of("all", subset);
        Console.WriteLine($"{subset,-16}{scorer.Memos(subset),6}{all.F1,7:0.000}{all.Precision,7:0.000}{all.Recall,7:0.000}   "
            + $"{string.Concat(ExtractionScorer.Fields.Select(f => $"{scorer.Of(f, subset).F1,12:0.000}"))}{scorer.Invented(subset),10:0.0%}");
    }
}

if (args.Contains("--failures"))
{
    scorer.Failures.ForEach(Console.Error.WriteLine);
}

return 0;

static void Write(string metric, string subset, double value, int n) =>
    Console.WriteLine(JsonSerializer.Serialize(new { area = "extraction", metric, subset, value = Math.Round(value, 4), n }));
