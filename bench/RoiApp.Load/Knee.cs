using System.Globalization;

namespace RoiApp.Load;

/// <summary>Where more users no longer get more done, or wait too long: the last level before that, and why the next was too much.</summary>
/// <param name="Users">The most that were served well; 0 where not even the first level was.</param>
internal sealed record Knee(int Users, int TooMany, string Reason, string Limit)
{
    private const double ReadsWithinMs = 200;

    // Of fewer, one slow answer is the p95.
    private const int EnoughToJudge = 40;

    // Users think for half a second, so that without a limit as many more would get as much more done; half of that is the knee.
    private const double KeepsUp = 0.5;

    // Of what the machine has: the rest goes to the kernel and to whatever else there is.
    private const double Full = 0.85;

    /// <summary>Null where the last level was served as well as the first.</summary>
    public static Knee? In(IReadOnlyList<LevelFigures> levels)
    {
        for (var i = 0; i < levels.Count; i++)
        {
            var now = levels[i];
            var before = i == 0 ? null : levels[i - 1];
            if (ReasonFor(before, now) is { } reason)
            {
                return new(before?.Users ?? 0, now.Users, reason, LimitOf(now));
            }
        }
        return null;
    }

    private static string? ReasonFor(LevelFigures? before, LevelFigures now)
    {
        if (now.Reads >= EnoughToJudge && now.ReadsP95Ms > ReadsWithinMs)
        {
            return Said($"95 of 100 reads took up to {now.ReadsP95Ms:0} ms, more than {ReadsWithinMs:0}");
        }
        if (now.Operations.Where(operation => operation.Passed == false && (operation.Errors > 0 || operation.Requests >= EnoughToJudge)).ToList() is { Count: > 0 } missed)
        {
            return string.Join("; ", missed.Select(o => o.Errors > 0 ? Said($"{o.Errors} of {o.Requests} {o.Operation} failed") : Said($"p95 of {o.Operation} was {o.P95Ms:0} ms, more than {o.TargetMs:0}")));
        }
        if (before is { PerSecond: > 0 } && now.PerSecond / before.PerSecond - 1 < KeepsUp * (((double)now.Users / before.Users) - 1))
        {
            return Said($"{100.0 * now.Users / before.Users - 100:0} % more users got {100 * now.PerSecond / before.PerSecond - 100:0} % more done");
        }
        return null;
    }

    /// <summary>What is full: the processor and who uses most of it, else what the Api itself waits for.</summary>
    private static string LimitOf(LevelFigures level)
    {
        var used = level.Cores.Values.Sum();
        var most = level.Cores.MaxBy(one => one.Value);
        var shares = string.Join(", ", level.Cores.OrderByDescending(one => one.Value).Select(one => Said($"{one.Key} {one.Value:0.00}")));
        var waits = string.Join(", ", level.Waits.Select(wait => Said($"{wait.Key} {wait.Value:0.0} ms")));
        if (used >= Full * Environment.ProcessorCount)
        {
            return Said($"the processor: {used:0.00} of {Environment.ProcessorCount} cores are busy, most of all with {most.Key} ({shares}; {waits})");
        }
        var longest = level.Waits.OrderByDescending(wait => wait.Value).FirstOrDefault();
        return Said($"not the processor ({used:0.00} of {Environment.ProcessorCount} cores: {shares}), but {(longest.Value > 0 ? longest.Key : "nothing that was measured")} ({waits})");
    }

    private static string Said(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
