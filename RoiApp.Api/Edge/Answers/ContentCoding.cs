using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace RoiApp.Api.Edge.Answers;

/// <summary>The content codings that answers are sent in.</summary>
internal enum ContentCoding
{
    Identity,
    Gzip,
    Brotli,
}

/// <summary>Chooses a content coding (RFC 9110, 12.5.3).</summary>
internal static class ContentCodings
{
    /// <summary>As <c>Content-Encoding</c> says it, and as the ETag of that representation ends.</summary>
    public static string Word(this ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => "br",
        ContentCoding.Gzip => "gzip",
        _ => "identity",
    };

    /// <summary>The coding that the client likes best; of those that it likes the same, the smallest.</summary>
    /// <param name="acceptEncoding">The request's field; when there is none, bytes go as they are.</param>
    /// <param name="isWorthIt">False where compressing gains nothing: then only a client that refuses <c>identity</c> gets a coding.</param>
    public static ContentCoding Choose(StringValues acceptEncoding, bool isWorthIt)
    {
        if (acceptEncoding.Count == 0)
        {
            return ContentCoding.Identity;
        }
        var wishes = new Wishes();
        foreach (var line in acceptEncoding)
        {
            wishes.Read(line);
        }
        var identity = wishes.Identity ?? (wishes.Any is 0 ? 0 : null); // Acceptable unless excluded, but only named ones are preferred.
        if (!isWorthIt && identity is not 0)
        {
            return ContentCoding.Identity;
        }
        var (brotli, gzip) = (wishes.Brotli ?? wishes.Any ?? 0, wishes.Gzip ?? wishes.Any ?? 0);
        // Nothing that we have is acceptable: the bytes as they are, which is what such a client can read if anything.
        return (brotli, gzip) switch
        {
            (0, 0) => ContentCoding.Identity,
            _ when identity > Math.Max(brotli, gzip) => ContentCoding.Identity,
            _ => brotli >= gzip ? ContentCoding.Brotli : ContentCoding.Gzip,
        };
    }

    /// <summary>What a field says of each coding: its weight in thousandths, null where it does not name it.</summary>
    private struct Wishes
    {
        public int? Brotli { get; private set; }

        public int? Gzip { get; private set; }

        public int? Identity { get; private set; }

        public int? Any { get; private set; }

        public void Read(ReadOnlySpan<char> line)
        {
            foreach (var range in line.Split(','))
            {
                var item = line[range];
                var semicolon = item.IndexOf(';');
                var name = (semicolon < 0 ? item : item[..semicolon]).Trim();
                if (Weight(semicolon < 0 ? [] : item[(semicolon + 1)..]) is not { } weight)
                {
                    continue; // No weight that could be meant: the item says nothing.
                }
                if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
                {
                    Brotli = weight;
                }
                else if (name.Equals("gzip", StringComparison.OrdinalIgnoreCase) || name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
                {
                    Gzip = weight;
                }
                else if (name.Equals("identity", StringComparison.OrdinalIgnoreCase))
                {
                    Identity = weight;
                }
                else if (name is "*")
                {
                    Any = weight;
                }
            }
        }

        // weight = OWS ";" OWS "q=" qvalue, with at most three digits after the point (RFC 9110, 12.4.2).
        private static int? Weight(ReadOnlySpan<char> text)
        {
            text = text.Trim();
            if (text.IsEmpty)
            {
                return 1000;
            }
            return text.Length is > 2 and <= 7 && text[0] is 'q' or 'Q' && text[1] == '='
                && decimal.TryParse(text[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) && weight is >= 0 and <= 1
                ? (int)(weight * 1000)
                : null;
        }
    }
}
