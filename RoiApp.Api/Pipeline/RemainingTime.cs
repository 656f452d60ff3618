namespace RoiApp.Api.Pipeline;

/// <summary>
/// How long a run still takes, from how far it has come and from how fast its engine was before. What it says counts down smoothly and is drawn towards
/// what is known by then, so that a figure on a screen does not jump.
/// </summary>
/// <param name="pace">Milliseconds that the engine took for a millisecond of recording in earlier runs; null for an engine that is new here.</param>
internal sealed class RemainingTime(double? pace)
{
    // Where a run's own pace counts as much as the history of its engine.
    private const double EvenAtShare = 0.06;

    // Without a history a run has to have come so far before anything is said.
    private const double TrustAtShare = 0.03;

    private static readonly TimeSpan s_drawnWithinAtLeast = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan s_drawnWithinAtMost = TimeSpan.FromSeconds(10);

    private TimeSpan? _said;
    private TimeSpan _saidAt;

    /// <summary>Takes in how far the run is; answers what is left, or null while nobody can know.</summary>
    /// <param name="elapsed">Since the run began.</param>
    /// <param name="share">0 to 1 of the work that the run has to do.</param>
    /// <param name="totalMs">Length of the recording; 0 while unknown.</param>
    public TimeSpan? After(TimeSpan elapsed, double share, long totalMs)
    {
        if (Estimate(elapsed, share, totalMs) is not { } estimate)
        {
            return null;
        }
        _said = _said is { } said ? Drawn(said - (elapsed - _saidAt), estimate, elapsed - _saidAt) : estimate;
        _saidAt = elapsed;
        return _said;
    }

    private TimeSpan? Estimate(TimeSpan elapsed, double share, long totalMs)
    {
        var left = 1 - share;
        TimeSpan? whole = share > 0 ? elapsed / share : null;
        if (pace is not { } known || totalMs <= 0)
        {
            return share >= TrustAtShare ? whole * left : null;
        }
        var expected = TimeSpan.FromMilliseconds(known * totalMs);
        var weight = share / (share + EvenAtShare);
        return ((whole * weight ?? TimeSpan.Zero) + (expected * (1 - weight))) * left;
    }

    // An exponential approach: errors of a long wait are corrected slowly, those of its last seconds at once.
    private static TimeSpan Drawn(TimeSpan countedDown, TimeSpan estimate, TimeSpan since)
    {
        var within = TimeSpan.FromTicks(Math.Clamp((estimate / 10).Ticks, s_drawnWithinAtLeast.Ticks, s_drawnWithinAtMost.Ticks));
        var drawn = countedDown + ((estimate - countedDown) * (1 - Math.Exp(-since / within)));
        return drawn > TimeSpan.Zero ? drawn : TimeSpan.Zero;
    }
}
