using System.Globalization;
using System.Text.Json;

namespace RoiApp.Bench;

/// <summary>The middle of several runs, and how far they spread.</summary>
internal sealed record Spread(double Median, double Min, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Spread(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }
}

/// <summary>Prints results as they come: a table for people, or a JSON object per line.</summary>
internal sealed record Report(bool Json)
{
    private bool _headed;

    /// <summary>Both were measured in turns: the ratio is taken run by run.</summary>
    public void Add(string bench, string name, string unit, IReadOnlyList<double> ours, string baselineName, IReadOnlyList<double> baseline)
    {
        var (mine, other) = (Spread.Of(ours), Spread.Of(baseline));
        var ratio = Spread.Of(ours.Zip(baseline, (a, b) => a / b));
        if (Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    bench, @case = name, unit, ours = mine,
                    baseline = new { name = baselineName, other.Median, other.Min, other.Max },
                    ratio, runs = ours.Count,
                },
                JsonSerializerOptions.Web));
            return;
        }

        if (!_headed)
        {
            Console.WriteLine($"{"case",-36}{"unit",-12}{"ours",34}  {"baseline",-14}{"",34}{"ratio",22}");
            _headed = true;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-36}{unit,-12}{Text(mine, Format(mine)),34}  {baselineName,-14}{Text(other, Format(other)),34}{Text(ratio, "0.00"),22}"));
    }

    // Milliseconds have decimals, thousands of calls do not.
    private static string Format(Spread spread) => spread.Max < 100 ? "0.00" : "N0";

    private static string Text(Spread spread, string format) => string.Create(
        CultureInfo.InvariantCulture, $"{spread.Median.ToString(format, CultureInfo.InvariantCulture)} ({spread.Min.ToString(format, CultureInfo.InvariantCulture)}–{spread.Max.ToString(format, CultureInfo.InvariantCulture)})");
}
