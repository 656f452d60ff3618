using System.Globalization;
using System.Text.Json;
using RoiApp.Load;
using RoiApp.Testing;

// Usage: light|medium|heavy|stress [--seconds N] [--storage sqlite|postgres] [--json]
const string Usage = "usage: ./roi load light|medium|heavy|stress [--seconds N] [--storage sqlite|postgres] [--json]";
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;
int? seconds = Option("--seconds") is not { } text ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
var scenario = args.Length == 0 ? null : Scenario.Named(args[0], seconds);
if (scenario is null || seconds is < 6 or > 3600 || !Enum.TryParse<Storage>(Option("--storage") ?? "sqlite", ignoreCase: true, out var storage) || !Enum.IsDefined(storage))
{
    await Console.Error.WriteLineAsync(Usage);
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stopping.Cancel();
};
var folder = Path.Combine(SourceTree.Root, "artifacts", "load", FormattableString.Invariant($"{scenario.Name}-{storage}-{DateTime.UtcNow:yyyyMMdd-HHmmss}").ToLowerInvariant());
Directory.CreateDirectory(folder);
LoadResult result;
try
{
    result = await new LoadRun(scenario, storage, folder, line => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {line}")).RunAsync(stopping.Token);
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}
var report = Path.Combine(folder, "report.html");
await File.WriteAllTextAsync(report, HtmlReport.Of(result));
await File.WriteAllTextAsync(Path.Combine(folder, "levels.json"), JsonSerializer.Serialize(new { result.Scenario.Name, result.At, result.Levels, result.Knee }, JsonSerializerOptions.Web));
if (args.Contains("--json"))
{
    foreach (var o in result.Figured.Operations)
    {
        Console.WriteLine(JsonSerializer.Serialize(
            new { scenario = scenario.Name, operation = o.Operation, requests = o.Requests, errors = o.Errors, p50Ms = o.P50Ms, p95Ms = o.P95Ms, p99Ms = o.P99Ms, perSecond = o.PerSecond, target = o.TargetMs, passed = o.Passed },
            JsonSerializerOptions.Web));
    }
}
else
{
    Console.Write(TextReport.Of(result));
}
await Console.Error.WriteLineAsync($"report: {Path.GetRelativePath(Environment.CurrentDirectory, report)}");
return 0;
