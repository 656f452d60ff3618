using System.Globalization;

namespace Grpc.Net.Client.Wire;

/// <summary>
/// "Timeout → "grpc-timeout" TimeoutValue TimeoutUnit; TimeoutValue → {positive integer as ASCII string of at most 8 digits};
/// TimeoutUnit → Hour / Minute / Second / Millisecond / Microsecond / Nanosecond", written H, M, S, m, u, n.
/// </summary>
internal static class TimeoutText
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    private static readonly (char Unit, double Ticks)[] s_units =
    [
        ('n', 0.01),
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>In the finest unit, milliseconds or coarser, that holds the time; rounded up, so that the server never gives up first.</summary>
    public static string Encode(TimeSpan timeout)
    {
        foreach (var (unit, ticks) in s_units.AsSpan(2))
        {
            var value = (long)Math.Ceiling(Math.Max(timeout.Ticks, 1) / ticks);
            if (value <= MaxValue)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
            }
        }

        return $"{MaxValue}H";
    }

    public static bool TryDecode(string? text, out TimeSpan timeout)
    {
        timeout = default;
        if (text is null or { Length: < 2 or > MaxDigits + 1 }
            || !uint.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        foreach (var (unit, ticks) in s_units)
        {
            if (unit == text[^1])
            {
                timeout = TimeSpan.FromTicks((long)Math.Ceiling(value * ticks));
                return true;
            }
        }

        return false;
    }
}
