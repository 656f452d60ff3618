namespace RoiApp.Processing;

/// <summary>BCP 47 tags as far as engines tell languages apart: by the first subtag.</summary>
internal static class LanguageTag
{
    /// <summary>Language not known.</summary>
    public const string Undetermined = "und";

    /// <summary><c>es-MX</c> is <c>es</c>.</summary>
    public static string Primary(string tag) => tag.Split('-', '_')[0].ToLowerInvariant();

    /// <summary>True when both name the same language, whatever the region.</summary>
    public static bool Same(string one, string other) => string.Equals(Primary(one), Primary(other), StringComparison.Ordinal);

    /// <summary>A language's name in English, for messages; the tag itself when it names none.</summary>
    public static string Name(string tag)
    {
        try
        {
            return System.Globalization.CultureInfo.GetCultureInfo(Primary(tag), predefinedOnly: true).EnglishName;
        }
        catch (System.Globalization.CultureNotFoundException)
        {
            return tag;
        }
    }
}
