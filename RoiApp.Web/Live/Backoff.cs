namespace RoiApp.Web.Live;

/// <summary>How long to wait before trying again: half a second at first, doubling to ten, so that a short break is hardly seen and a long one costs little.</summary>
internal static class Backoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(10);

    /// <param name="attempt">From 1.</param>
    public static TimeSpan Before(int attempt) =>
        TimeSpan.FromTicks(Math.Min(s_most.Ticks, s_first.Ticks << Math.Clamp(attempt - 1, 0, 10)));
}
