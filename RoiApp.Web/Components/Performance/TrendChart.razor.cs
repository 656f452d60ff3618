using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Components.Performance;

/// <summary>p50 and p95 over the last five minutes as two lines, drawn on the server; where nothing was measured there is none.</summary>
public sealed partial class TrendChart
{
    private const int Width = 160;
    private const int Height = 32;
    private const int Slots = 20;
    private const double Margin = 2;
    private const double Step = (double)Width / Slots;

    /// <summary>Quarters of a minute, oldest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<TrendResource> Points { get; set; } = [];

    /// <summary>What is drawn, for those who do not see it.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>A line at what p95 is to stay below, where that is in sight.</summary>
    [Parameter]
    public double? LimitMs { get; set; }

    private double TopMs => Points.Max(point => point.P95Ms) is { } highest and > 0 ? highest * 1.1 : 1;

    private double? LimitY => LimitMs is { } limit && Points.Count > 0 && limit <= TopMs ? YOf(limit) : null;

    private string Label
    {
        get
        {
            var measured = Points.Where(point => point.P95Ms is not null).ToList();
            return measured.Count == 0
                ? $"{Name}: nothing in the last five minutes that is over"
                : $"{Name}: p95 from {Milliseconds.Of(measured.Min(point => point.P95Ms))} to {Milliseconds.Of(measured.Max(point => point.P95Ms))}, lately {Milliseconds.Of(measured[^1].P95Ms)}";
        }
    }

    // The newest is at the right edge, however many there are. One that stands alone is a short stroke.
    private string PathOf(Func<TrendResource, double?> value)
    {
        var path = new StringBuilder();
        var isDown = false;
        for (var i = 0; i < Points.Count; i++)
        {
            if (value(Points[i]) is not { } ms)
            {
                isDown = false;
                continue;
            }
            var x = (Slots - Points.Count + i) * Step;
            path.Append(isDown ? 'L' : 'M').Append(Text(x)).Append(' ').Append(Text(YOf(ms)));
            path.Append('L').Append(Text(x + Step)).Append(' ').Append(Text(YOf(ms)));
            isDown = true;
        }
        return path.ToString();
    }

    private double YOf(double ms) => Height - Margin - (ms / TopMs * (Height - (2 * Margin)));

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
