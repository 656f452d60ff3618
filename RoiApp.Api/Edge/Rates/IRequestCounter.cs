namespace RoiApp.Api.Edge.Rates;

/// <summary>What counting a request came to.</summary>
/// <param name="Passes">False when there were too many; then it was not counted.</param>
/// <param name="Left">How many more may follow at once.</param>
/// <param name="MoreAfter">When there will be room for one more than now.</param>
internal readonly record struct Count(bool Passes, int Left, TimeSpan MoreAfter);

/// <summary>Counts requests by partition, over a window that slides: of any minute, however it is cut, no more than the limit pass.</summary>
internal interface IRequestCounter
{
    /// <param name="partition">Whose requests are counted together.</param>
    /// <param name="limit">How many of a minute pass.</param>
    ValueTask<Count> TakeAsync(string partition, int limit, CancellationToken ct);
}

/// <summary>The window, which both counters cut alike: the segment that is now, and as many before it as cover a minute.</summary>
internal static class Window
{
    public const int SegmentMs = 5_000;

    public const int Segments = 12;

    /// <summary>What is counted in a segment is forgotten then.</summary>
    public const int ForgottenAfterMs = (Segments + 1) * SegmentMs;
}
