using System.Globalization;

namespace RoiApp.Web.Components.Performance;

/// <summary>Durations as tables of figures show them: three digits and a unit.</summary>
internal static class Milliseconds
{
    /// <returns>Such as <c>0.4 µs</c>, <c>12.3 ms</c>, <c>4.56 s</c>; a dash for none.</returns>
    public static string Of(double? ms) => ms switch
    {
        null => "–",
        < 0.9995 => Digits(ms.Value * 1000) + " µs",
        < 999.5 => Digits(ms.Value) + " ms",
        _ => Digits(ms.Value / 1000) + " s",
    };

    private static string Digits(double value) => value.ToString(value switch { < 9.995 => "0.##", < 99.95 => "0.#", _ => "0" }, CultureInfo.InvariantCulture);
}
