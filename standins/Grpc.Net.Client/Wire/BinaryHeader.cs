using Grpc.Core;

namespace Grpc.Net.Client.Wire;

/// <summary>
/// "Custom-Metadata → Binary-Header / ASCII-Header": keys that end in "-bin" carry base64.
/// "Implementations MUST accept padded and un-padded values"; as the package does, padded ones are sent.
/// </summary>
internal static class BinaryHeader
{
    public static string Encode(Metadata.Entry entry) => entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value;

    /// <summary>Adds a header as the peer sent it; "values may be joined with ',' ", which base64 never contains.</summary>
    /// <exception cref="FormatException">The value is not base64.</exception>
    public static void AddTo(Metadata metadata, string key, string value)
    {
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            metadata.Add(key, value);
            return;
        }

        foreach (var part in value.Split(','))
        {
            metadata.Add(key, Decode(part.Trim()));
        }
    }

    private static byte[] Decode(string text)
    {
        var unpadded = text.TrimEnd('=');
        return Convert.FromBase64String(unpadded.PadRight((unpadded.Length + 3) / 4 * 4, '='));
    }
}
