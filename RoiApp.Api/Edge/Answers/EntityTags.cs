using System.Buffers.Text;
using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace RoiApp.Api.Edge.Answers;

/// <summary>
/// Strong entity tags. A tag names the bytes as they are sent, so that each content coding has its own (RFC 9110, 8.8.3): the same tag, ending in the coding's name.
/// </summary>
internal static class EntityTags
{
    private static readonly string[] s_endings = [$"-{ContentCoding.Brotli.Word()}\"", $"-{ContentCoding.Gzip.Word()}\""];

    /// <summary>A tag computed of the content itself: nobody can forget to change it.</summary>
    public static string Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[16];
        XxHash128.Hash(content, hash);
        Span<byte> text = stackalloc byte[24];
        Base64Url.EncodeToUtf8(hash, text[1..], out _, out var written);
        (text[0], text[written + 1]) = ((byte)'"', (byte)'"');
        return Encoding.ASCII.GetString(text[..(written + 2)]);
    }

    /// <summary>The tag of the same content in a coding.</summary>
    public static string In(string tag, ContentCoding coding) => coding == ContentCoding.Identity ? tag : $"{tag.AsSpan(0, tag.Length - 1)}-{coding.Word()}\"";

    /// <summary>The tag of the content, whichever coding it was sent in.</summary>
    public static string WithoutCoding(string tag)
    {
        var ending = Array.Find(s_endings, e => tag.EndsWith(e, StringComparison.Ordinal));
        return ending is null ? tag : $"{tag.AsSpan(0, tag.Length - ending.Length)}\"";
    }

    /// <summary><c>If-None-Match</c>: whether one of these is the tag, by weak comparison (RFC 9110, 8.8.3.2), or <c>*</c>.</summary>
    public static bool ListHas(StringValues field, string tag)
    {
        if (field.Count == 1 && field[0] == tag)
        {
            return true; // What a client sends that was here once.
        }
        return EntityTagHeaderValue.TryParseList(field, out var tags)
            && tags.Any(t => IsAny(t) || MemoryExtensions.Equals(t.Tag.AsSpan(), tag, StringComparison.Ordinal));
    }

    /// <summary><c>If-Match</c>: the same by strong comparison, so that a weak tag never matches.</summary>
    public static bool ListHasStrong(StringValues field, string tag) => EntityTagHeaderValue.TryParseList(field, out var tags)
        && tags.Any(t => IsAny(t) || (!t.IsWeak && MemoryExtensions.Equals(t.Tag.AsSpan(), tag, StringComparison.Ordinal)));

    private static bool IsAny(EntityTagHeaderValue tag) => tag.Tag == "*";
}
