using System.Text;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>Reads <c>Upload-Metadata</c>: pairs of a key and a Base64 value, from anybody.</summary>
internal static class MetadataHeader
{
    private const int MaxLength = 8192;
    private const int MaxPairs = 32;

    /// <summary>The values as text; keys that RoiApp does not know are allowed.</summary>
    /// <exception cref="ProblemException">Not as tus wants it; the problem names the key where one is at fault.</exception>
    public static Dictionary<string, string> Parse(string header)
    {
        if (header.Length > MaxLength)
        {
            throw Invalid($"has {header.Length:N0} characters; at most {MaxLength:N0} are taken");
        }
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in header.Split(',', MaxPairs + 1, StringSplitOptions.TrimEntries))
        {
            var (key, value) = pair.Split(' ') switch
            {
                [{ Length: > 0 } only] => (only, ""),
                [{ Length: > 0 } first, var second] => (first, second),
                _ => throw Invalid("has to be 'key base64' pairs with commas between them"),
            };
            if (!key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            {
                throw Invalid("has a key of other characters than ASCII letters, digits, '-', '_' and '.'");
            }
            if (!values.TryAdd(key, TextOf(key, value)))
            {
                throw Invalid($"has the key '{key}' twice");
            }
        }
        return values.Count <= MaxPairs ? values : throw Invalid($"has more than {MaxPairs} pairs");
    }

    private static string TextOf(string key, string base64)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(base64));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw ProblemType.InvalidField.Because($"The value of '{key}' in {TusHeaders.UploadMetadata} has to be UTF-8 text in Base64.", key);
        }
    }

    private static ProblemException Invalid(string what) => ProblemType.InvalidField.Because($"{TusHeaders.UploadMetadata} {what}.", TusHeaders.UploadMetadata);
}
