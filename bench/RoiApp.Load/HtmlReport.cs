using System.Globalization;
using System.Net;
using System.Text;

namespace RoiApp.Load;

/// <summary>The result as one page with charts: no script, nothing from elsewhere.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1b211f; --soft: #555f5b; --line: #dcd9cf; --ground: #fbfaf7; --a: #0b6b5d; --b: #a85400; --c: #4a55b5; --d: #8b2f7a; --bad: #b3261e; --good: #1c5f2c; }
        @media (prefers-color-scheme: dark) { :root { --ink: #eaefed; --soft: #a9b4b0; --line: #343d3a; --ground: #121715; --a: #52c5af; --b: #f0a35e; --c: #9da6f2; --d: #e08fd0; --bad: #ff9c93; --good: #8fdba2; } }
        body { max-width: 64rem; margin: 2rem auto; padding: 0 1rem; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        h1 { margin-bottom: .25rem; } h2 { margin-top: 2.5rem; } p.lede { color: var(--soft); margin-top: 0; }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { padding: .35rem .5rem; border-top: 1px solid var(--line); text-align: right; } th:first-child, td:first-child, .text { text-align: left; }
        .wide { overflow-x: auto; } .met { color: var(--good); font-weight: 600; } .missed { color: var(--bad); font-weight: 600; }
        svg { display: block; width: 100%; height: auto; } svg text { fill: var(--soft); font: 11px system-ui, sans-serif; } svg .axis { stroke: var(--line); } svg path { fill: none; stroke-width: 1.6; }
        ul.key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; color: var(--soft); } ul.key i { display: inline-block; width: 1.4rem; margin-right: .4rem; border-top: 3px; vertical-align: middle; }
        """;

    public static string Of(LoadResult result)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>RoiApp under {Safe(result.Scenario.Name)} load</title><style>{Style}</style>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>RoiApp under {Safe(result.Scenario.Name)} load</h1><p class=\"lede\">{result.At:yyyy-MM-dd HH:mm}, {Safe(result.Storage.ToString())}, {Environment.ProcessorCount} cores, shared by Api, Processing, database and users.</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>{Safe(TextReport.Conclusion(result))}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h2>At {result.Figured.Users} users</h2>\n");
        Operations(page, result.Figured);
        page.Append("<h2>Level by level</h2>\n");
        Levels(page, result.Levels);
        page.Append("<h2>Over time</h2>\n");
        foreach (var chart in Charts(result))
        {
            chart.DrawTo(page);
        }
        page.Append("<h2>How it was made</h2><p>Users do one thing after another and think for half a second on average in between: ");
        page.AppendJoin(", ", Operation.All.Where(o => o.Share > 0).Select(o => $"{o.Share} % {o.Name}"));
        page.Append(". Whoever uploads watches the memo to its end. Of a hundred memos 90 are ready transcripts and 10 recordings of two seconds, every second one of which was heard before. "
            + "Quantiles are of all samples, by nearest rank. Every sample is a line of <code>samples.jsonl</code> beside this page.</p></html>\n");
        return page.ToString();
    }

    private static void Operations(StringBuilder page, LevelFigures level)
    {
        page.Append("<div class=\"wide\"><table><thead><tr><th>Operation<th>Requests<th>Errors<th>p50 ms<th>p95 ms<th>p99 ms<th>Per second<th>Target p95<th>Verdict</thead><tbody>\n");
        foreach (var o in level.Operations)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Safe(o.Operation)}<td>{o.Requests}<td>{o.Errors}<td>{o.P50Ms:0.0}<td>{o.P95Ms:0.0}<td>{o.P99Ms:0.0}<td>{o.PerSecond:0.0}<td>{o.TargetMs:0}");
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"{o.Passed switch { true => "met", false => "missed", _ => "" }}\">{(o.Passed == true ? "✓ " : o.Passed == false ? "✗ " : "")}{TextReport.Verdict(o.Passed)}\n");
        }
        page.Append("</table></div>\n");
    }

    private static void Levels(StringBuilder page, IReadOnlyList<LevelFigures> levels)
    {
        page.Append("<div class=\"wide\"><table><thead><tr><th>Users<th>Per second<th>Reads p95 ms<th>Errors<th>Cores busy<th class=\"text\">Of which<th class=\"text\">What the Api waited for</thead><tbody>\n");
        foreach (var level in levels)
        {
            var cores = string.Join(", ", level.Cores.OrderByDescending(c => c.Value).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value:0.00}")));
            var waits = string.Join(", ", level.Waits.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key} {w.Value:0.0} ms")));
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{level.Users}<td>{level.PerSecond:0.0}<td>{level.ReadsP95Ms:0.0}<td>{level.Errors}<td>{level.Cores.Values.Sum():0.00}<td class=\"text\">{Safe(cores)}<td class=\"text\">{Safe(waits)}\n");
        }
        page.Append("</table></div>\n");
    }

    private static IEnumerable<LineChart> Charts(LoadResult result)
    {
        var ended = result.Samples.Where(sample => sample.Error is null).ToLookup(sample => (int)((sample.AtMs + sample.Ms) / 1000));
        var seconds = result.Moments.Select(moment => (int)moment.Second).Distinct().ToList();
        var reads = Operation.All.Where(operation => operation.IsRead).Select(operation => operation.Name).ToHashSet();
        yield return new("Users, and operations a second", "", [
            new("users", "--b", [.. result.Moments.Select(m => (m.Second, (double)m.Users))]),
            new("operations a second", "--a", [.. seconds.Select(s => ((double)s, (double)ended[s].Count(sample => sample.Operation is not ("watch" or "memo"))))]),
        ]);
        yield return new("Reads", "ms", [
            new("p50", "--a", Quantiles(s => reads.Contains(s.Operation), 0.5)), new("p95", "--b", Quantiles(s => reads.Contains(s.Operation), 0.95)),
        ]);
        yield return new("Edits and uploads, p95", "ms", [
            new("edit", "--a", Quantiles(s => s.Operation == "edit", 0.95)), new("upload", "--b", Quantiles(s => s.Operation == "upload", 0.95)),
        ]);
        yield return new("A memo, from upload to report, p95", "ms", [new("memo", "--a", Quantiles(s => s.Operation == "memo", 0.95))]);
        string[] colours = ["--a", "--b", "--c", "--d"];
        yield return new("Cores busy", "", [.. result.Moments.SelectMany(m => m.Cores.Keys).Distinct().Select((name, i) =>
            new Line(name, colours[i % colours.Length], [.. result.Moments.Select(m => (m.Second, m.Cores.GetValueOrDefault(name)))]))]);

        IReadOnlyList<(double, double)> Quantiles(Func<Sample, bool> which, double quantile) =>
            [.. seconds.Select(s => ((double)s, OperationFigures.Quantile([.. ended[s].Where(which).Select(sample => sample.Ms).Order()], quantile))).Where(p => p.Item2 is not null).Select(p => (p.Item1, p.Item2!.Value))];
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
