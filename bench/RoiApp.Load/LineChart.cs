using System.Globalization;
using System.Net;
using System.Text;

namespace RoiApp.Load;

/// <param name="Colour">A custom property of the page's style.</param>
/// <param name="Points">Second, value.</param>
internal sealed record Line(string Name, string Colour, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Lines over the seconds of a run, as SVG.</summary>
internal sealed record LineChart(string Title, string Unit, IReadOnlyList<Line> Lines)
{
    private const int Width = 960;
    private const int Height = 220;
    private const int Left = 56;
    private const int Bottom = 24;
    private const int Top = 10;

    public void DrawTo(StringBuilder page)
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        if (points.Count == 0)
        {
            return;
        }
        var (lastX, topY) = (Math.Max(1, points.Max(p => p.X)), NiceAbove(points.Max(p => p.Y)));
        page.Append(CultureInfo.InvariantCulture, $"<figure style=\"margin:1.5rem 0\"><figcaption><strong>{WebUtility.HtmlEncode(Title)}</strong> {Unit}</figcaption>\n");
        page.Append("<ul class=\"key\">");
        foreach (var line in Lines)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li><i style=\"border-top-style:solid;border-top-color:var({line.Colour})\"></i>{WebUtility.HtmlEncode(line.Name)}");
        }
        var label = string.Join("; ", Lines.Where(line => line.Points.Count > 0).Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Name} from {line.Points[0].Y:0.#} to {line.Points[^1].Y:0.#}, at most {line.Points.Max(p => p.Y):0.#}")));
        page.Append(CultureInfo.InvariantCulture, $"</ul>\n<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode($"{Title}: {label}")}\">\n");
        for (var tick = 0; tick <= 4; tick++)
        {
            var y = Y(topY * tick / 4);
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{topY * tick / 4:0.##}</text>\n");
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(lastX * tick / 4):0.#}\" y=\"{Height - 6}\" text-anchor=\"{(tick == 0 ? "start" : tick == 4 ? "end" : "middle")}\">{lastX * tick / 4:0} s</text>\n");
        }
        foreach (var line in Lines.Where(line => line.Points.Count > 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"<path stroke=\"var({line.Colour})\" d=\"M{string.Join('L', line.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.X):0.#} {Y(p.Y):0.#}")))}\"/>\n");
        }
        page.Append("</svg></figure>\n");

        double X(double x) => Left + (x / lastX * (Width - Left));
        double Y(double y) => Height - Bottom - (y / topY * (Height - Bottom - Top));
    }

    private static double NiceAbove(double value)
    {
        if (value <= 0)
        {
            return 1;
        }
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1.0, 2, 4, 5, 8, 10 }.First(step => step * magnitude >= value) * magnitude;
    }
}
