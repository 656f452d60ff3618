using System.Globalization;
using System.Text;

namespace RoiApp.Load;

/// <summary>The result as tables for a terminal, or a page of documentation.</summary>
internal static class TextReport
{
    public static string Of(LoadResult result)
    {
        var text = new StringBuilder();
        text.AppendLine(Said($"{result.Scenario.Name} on {result.Storage}: {result.Figured.Users} users, {result.Figured.PerSecond:0.0} operations/s, {result.Figured.Errors} errors"));
        text.AppendLine().AppendLine("| operation | requests | errors | p50 ms | p95 ms | p99 ms | per second | target p95 | |").AppendLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var o in result.Figured.Operations)
        {
            text.AppendLine(Said($"| {o.Operation} | {o.Requests} | {o.Errors} | {o.P50Ms:0.0} | {o.P95Ms:0.0} | {o.P99Ms:0.0} | {o.PerSecond:0.0} | {o.TargetMs:0} | {Verdict(o.Passed)} |"));
        }
        text.AppendLine().AppendLine("| users | per second | reads p95 ms | errors | cores busy | of which |").AppendLine("|---|---|---|---|---|---|");
        foreach (var level in result.Levels)
        {
            text.AppendLine(Said($"| {level.Users} | {level.PerSecond:0.0} | {level.ReadsP95Ms:0.0} | {level.Errors} | {level.Cores.Values.Sum():0.00} | {string.Join(", ", level.Cores.OrderByDescending(c => c.Value).Select(c => Said($"{c.Key} {c.Value:0.00}")))} |"));
        }
        text.AppendLine().AppendLine(Conclusion(result));
        return text.ToString();
    }

    public static string Verdict(bool? passed) => passed switch { true => "met", false => "MISSED", _ => "nothing done" };

    /// <summary>What was found, and whether the machine was quiet enough to believe it.</summary>
    public static string Conclusion(LoadResult result) => Found(result) + (result.Levels.Average(level => level.Cores.GetValueOrDefault(ProcessorTimes.Others)) is > DisturbingCores and var others
        ? Said($" Others on this machine kept {others:0.00} cores busy meanwhile: on a quiet one it does more.") : "");

    private const double DisturbingCores = 0.2;

    private static string Found(LoadResult result) => result.Knee is not { } knee
        ? Said($"No knee up to {result.Levels[^1].Users} users.")
        : Said($"The knee: {(knee.Users == 0 ? "below the first level" : Said($"{knee.Users} users are served well"))}, {knee.TooMany} are too many: {knee.Reason}. What limits it: {knee.Limit}.");

    private static string Said(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
