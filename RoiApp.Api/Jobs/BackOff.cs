namespace RoiApp.Api.Jobs;

/// <summary>Exponential back-off with jitter.</summary>
internal static class BackOff
{
    /// <param name="attempt">The attempt that has just failed, from 1.</param>
    /// <param name="dice">0 to 1; spreads the wait over its upper half, so that jobs which failed together do not come back together.</param>
    public static TimeSpan After(int attempt, TimeSpan from, TimeSpan to, double dice)
    {
        var doubled = from * Math.Pow(2, Math.Min(attempt - 1, 30));
        var full = doubled < to ? doubled : to;
        return full * (0.5 + (dice / 2));
    }
}
