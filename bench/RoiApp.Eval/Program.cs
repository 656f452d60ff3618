using RoiApp.Eval.Extraction;
using RoiApp.Eval.Speech;
using RoiApp.Eval.Translation;

// Usage: --data DIR [--json] [--failures] [--as-heard] [--languages en,es] [--contacts FILE] [--known-contacts] [--find-out-language]
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;

var (json, failures) = (args.Contains("--json"), args.Contains("--failures"));
if (Option("--data") is not { } data || !(Directory.Exists(data) || File.Exists(data)))
{
    Console.Error.WriteLine("Say what to evaluate: --data DIR, a folder with *.jsonl files (labelled memos), a manifest.tsv (recordings) or a translations.tsv (sentences), or one *.jsonl file.");
    return 2;
}

var translations = Path.Combine(data, ReferenceTranslation.FileName);
if (File.Exists(translations))
{
    await TranslationReport.RunAsync(ReferenceTranslation.Read(translations), json, failures, CancellationToken.None);
    return 0;
}

var manifest = Path.Combine(data, "manifest.tsv");
if (File.Exists(manifest))
{
    // Only English is heard by the embedded recogniser; ask a service for the others by Speech__Provider=OpenAI. Where the language is to be found out, any may come.
    var findOut = args.Contains("--find-out-language");
    var languages = Option("--languages")?.Split(',') ?? (findOut ? null : ["en"]);
    var settings = new SpeechSettings(findOut, Option("--contacts") is { } contacts ? SpeechSettings.ReadContacts(contacts) : []);
    await RecordingsReport.RunAsync([.. LabelledRecording.ReadManifest(manifest).Where(r => languages?.Contains(r.Language) ?? true)], Path.Combine(data, SpokenMemo.FileName), settings,
        args.Contains("--known-contacts"), json, failures, CancellationToken.None);
    return 0;
}

IEnumerable<string> files = File.Exists(data) ? [data] : Directory.EnumerateFiles(data, "*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
var memos = files.SelectMany(LabelledMemo.ReadFile);
var scorer = ExtractionEval.Run(args.Contains("--as-heard") ? memos.Select(ExtractionEval.AsHeard) : memos);
ExtractionReport.Print(scorer, scorer.Subsets.OrderBy(s => s == "all" ? 0 : s.Contains('/', StringComparison.Ordinal) ? 2 : 1).ThenBy(s => s, StringComparer.Ordinal), json);
if (failures)
{
    scorer.Failures.ForEach(Console.Error.WriteLine);
}

return 0;
