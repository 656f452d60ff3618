using System.Text;

namespace Grpc.Net.Client.Wire;

/// <summary>
/// "Status-Message → "grpc-message" Percent-Encoded": UTF-8 where every byte outside %x20-%x7E, and '%' itself, is written as %XX.
/// "When decoding invalid values, implementations MUST NOT error or throw away the message."
/// </summary>
internal static class PercentEncoding
{
    private static readonly byte[] s_hex = "0123456789ABCDEF"u8.ToArray();

    public static string Encode(string text)
    {
        if (text.All(IsPlain))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(text)) // A lone surrogate becomes U+FFFD here.
        {
            if (IsPlain((char)b))
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append((char)s_hex[b >> 4]).Append((char)s_hex[b & 0xF]);
            }
        }

        return encoded.ToString();
    }

    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var source = Encoding.UTF8.GetBytes(text);
        var decoded = new byte[source.Length];
        var length = 0;
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == '%' && i + 2 < source.Length && char.IsAsciiHexDigit((char)source[i + 1]) && char.IsAsciiHexDigit((char)source[i + 2]))
            {
                decoded[length++] = Convert.FromHexString($"{(char)source[i + 1]}{(char)source[i + 2]}")[0];
                i += 2;
            }
            else
            {
                decoded[length++] = source[i];
            }
        }

        return Encoding.UTF8.GetString(decoded, 0, length);
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~' and not '%';
}
