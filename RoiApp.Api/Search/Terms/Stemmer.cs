using RoiApp.Api.Data;

namespace RoiApp.Api.Search.Terms;

/// <summary>Brings the forms of a word together: English and Spanish by their rules, other languages as they are.</summary>
internal static class Stemmer
{
    /// <summary>More than anybody says in one breath; past it a text is found by its beginning.</summary>
    private const int MaxTerms = 10_000;

    /// <summary>The languages whose words are stemmed.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "es"];

    /// <param name="language">Primary subtag, as <see cref="Primary"/> answers it.</param>
    /// <param name="folded">As <see cref="Token.Folded"/>.</param>
    public static string Stem(string language, string folded) => language switch
    {
        "en" => EnglishStemmer.Stem(folded),
        "es" => SpanishStemmer.Stem(folded),
        _ => folded,
    };

    /// <summary>What is indexed for a text: <see cref="SearchEntry.Terms"/>.</summary>
    public static string Terms(string language, string text) => string.Join(' ', Token.Read(text).Take(MaxTerms).Select(t => Stem(language, t.Folded)));

    /// <summary>The language of a BCP 47 tag without its region: <c>es</c> of <c>es-MX</c>.</summary>
    public static string Primary(string? tag) => (tag ?? "und").Split('-')[0].ToLowerInvariant();
}
