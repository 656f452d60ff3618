using System.Buffers.Text;
using System.Globalization;
using System.Text;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Workflows;

/// <summary>Where a page ended: the key of its last row. Rows added or deleted meanwhile shift nothing.</summary>
internal sealed record Cursor(DateTimeOffset CreatedAt, Guid Id)
{
    /// <exception cref="ProblemException">Not one that <see cref="ToString"/> wrote.</exception>
    public static Cursor Parse(string text)
    {
        if (Base64Url.IsValid(text)
            && Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var utcTicks)
            && utcTicks <= DateTimeOffset.MaxValue.Ticks
            && Guid.TryParseExact(id, "N", out var guid))
        {
            return new(new(utcTicks, TimeSpan.Zero), guid);
        }
        throw ProblemType.InvalidCursor.Because("'cursor' has to be the nextCursor of the page before. Leave it out to begin at the first page.", "cursor");
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.UtcTicks}.{Id:N}")));
}
