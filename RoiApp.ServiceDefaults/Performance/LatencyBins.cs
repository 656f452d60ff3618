using System.Numerics;

namespace RoiApp.ServiceDefaults.Performance;

/// <summary>
/// Which of 2,368 counters a duration belongs to: 64 of equal width to each doubling, from 64 ns to 73 minutes, and one to each nanosecond below.
/// </summary>
/// <remarks>
/// The log-linear layout of HdrHistogram (Gil Tene, hdrhistogram.org), found by the highest bit and a shift. Half a counter's width over its lower edge is
/// at most 1/128, so that what <see cref="MiddleOf"/> says is within 0.79 % of every duration from 64 ns up that was counted there: the relative accuracy
/// of quantiles as DDSketch defines it (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019).
/// </remarks>
internal static class LatencyBins
{
    /// <summary>Counters there are.</summary>
    public const int Count = PerDoubling * (MaxBits - Bits + 1);

    /// <summary>By how much at most a quantile is off, as a share of the true one.</summary>
    public const double RelativeError = 1.0 / (2 * PerDoubling);

    /// <summary>Longer ones are counted as this.</summary>
    public const long MaxNanoseconds = (1L << MaxBits) - 1;

    private const int Bits = 6;
    private const int PerDoubling = 1 << Bits;
    private const int MaxBits = 42;

    /// <param name="nanoseconds">Below 0 counts as 0, above <see cref="MaxNanoseconds"/> as that.</param>
    public static int Of(long nanoseconds)
    {
        var value = (ulong)Math.Clamp(nanoseconds, 0, MaxNanoseconds);
        if (value < PerDoubling)
        {
            return (int)value;
        }
        var shift = BitOperations.Log2(value) - Bits;
        return (int)((ulong)(shift * PerDoubling) + (value >> shift));
    }

    /// <summary>The middle of what the counter stands for, in nanoseconds.</summary>
    public static double MiddleOf(int bin)
    {
        if (bin < PerDoubling)
        {
            return bin;
        }
        var shift = (bin / PerDoubling) - 1;
        return (PerDoubling + (bin % PerDoubling) + 0.5) * (1L << shift);
    }
}
