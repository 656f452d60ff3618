using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Paging;

/// <summary>
/// Where a page ended, as clients carry it: the key of its last row, and a mark of the list it belongs to. Rows that come and go meanwhile shift
/// nothing; a cursor of another list, order or filter is told from one of this.
/// </summary>
internal static class PageCursor
{
    private const int MaxLength = 2048;
    private const int MarkLength = 8;

    /// <param name="list">Whatever the order and the set of rows depend on.</param>
    public static string Write(string list, params string[] key)
    {
        var joined = string.Join('\n', key);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Mark(list)}\n{Mark(joined)}\n{joined}"));
    }

    /// <summary>The key; null when there is no cursor.</summary>
    /// <param name="parse">Answers null for what is no key.</param>
    /// <exception cref="ProblemException">Not one that <see cref="Write"/> wrote for this list.</exception>
    public static T? Read<T>(string? text, string list, Func<string[], T?> parse) where T : class
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (text.Length <= MaxLength && Base64Url.IsValid(text))
        {
            // The list's mark, the key's own (so that a cursor cut short or mistyped is told), the key.
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n', 3);
            if (parts is [var of, var sum, var joined] && sum == Mark(joined) && parse(joined.Split('\n')) is { } key)
            {
                return of == Mark(list)
                    ? key
                    : throw ProblemType.InvalidCursor.Because("'cursor' belongs to another list, order or filter. Leave it out to begin at the first page.", "cursor");
            }
        }
        throw ProblemType.InvalidCursor.Because("'cursor' has to be the nextCursor of the page before. Leave it out to begin at the first page.", "cursor");
    }

    private static string Mark(string list) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)))[..MarkLength];
}
