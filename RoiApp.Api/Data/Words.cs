using System.Diagnostics.CodeAnalysis;

namespace RoiApp.Api.Data;

/// <summary>Enumerations as the lower-case words of the REST interface and of the database.</summary>
internal static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => Cache<T>.Words[value];

    public static T Parse<T>(string word) where T : struct, Enum =>
        TryParse<T>(word, out var value) ? value : throw new FormatException($"'{word}' is no {typeof(T).Name}.");

    public static bool TryParse<T>([NotNullWhen(true)] string? word, out T value) where T : struct, Enum
    {
        value = default;
        return word is not null && Cache<T>.Values.TryGetValue(word, out value);
    }

    /// <summary>All words of an enumeration, for messages.</summary>
    public static string All<T>() where T : struct, Enum => string.Join(", ", Cache<T>.Words.Values);

    private static class Cache<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Words = Enum.GetValues<T>().ToDictionary(v => v, v => v.ToString().ToLowerInvariant());
        public static readonly Dictionary<string, T> Values = Words.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }
}
