using System.Text.RegularExpressions;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake;

/// <summary>What a client asks for beside the content, checked.</summary>
/// <param name="Name">Null to take the file's name.</param>
/// <param name="Language">BCP 47 tag, or <c>auto</c>.</param>
/// <param name="TargetLanguage">BCP 47 tag; null for none.</param>
internal sealed partial record Submission(string? Name, string Language, string? TargetLanguage, Priority Priority)
{
    public const int MaxNameLength = 200;

    /// <summary>Reads the fields of a form; absent and empty are the same.</summary>
    /// <exception cref="ProblemException">A field is not valid; the problem names it.</exception>
    public static Submission From(IReadOnlyDictionary<string, string> fields, IntakeOptions options) => new(
        ParseName(fields.GetValueOrDefault("name")),
        ParseLanguage(fields.GetValueOrDefault("language")),
        ParseTarget(fields.GetValueOrDefault("targetLanguage"), options.DefaultTargetLanguage),
        ParsePriority(fields.GetValueOrDefault("priority")));

    public static string? ParseName(string? text) => text?.Trim() switch
    {
        null or "" => null,
        { Length: > MaxNameLength } long_ => throw ProblemType.InvalidField.Because($"'name' has {long_.Length} characters; at most {MaxNameLength} are taken.", "name"),
        var name when name.Any(char.IsControl) => throw ProblemType.InvalidField.Because("'name' holds control characters; use plain text on one line.", "name"),
        var name => name,
    };

    public static string ParseLanguage(string? text) => text?.Trim() is { Length: > 0 } tag ? ParseTag(tag, "language", "'auto'") : "auto";

    public static string? ParseTarget(string? text, string byDefault) => text?.Trim() switch
    {
        null or "" => byDefault.Length == 0 ? null : byDefault,
        "none" => null,
        "auto" => throw ProblemType.InvalidField.Because("'targetLanguage' cannot be 'auto'. Give a tag such as en or es, or 'none'.", "targetLanguage"),
        var tag => ParseTag(tag, "targetLanguage", "'none'"),
    };

    private static Priority ParsePriority(string? text) => text?.Trim() switch
    {
        null or "" => Priority.Medium,
        var word when Words.TryParse<Priority>(word, out var priority) => priority,
        var word => throw ProblemType.InvalidField.Because($"'priority' is '{Shown(word)}'. It has to be high, medium or low.", "priority"),
    };

    private static string ParseTag(string tag, string field, string or) => tag == "auto" || Bcp47().IsMatch(tag)
        ? tag
        : throw ProblemType.InvalidField.Because($"'{field}' is '{Shown(tag)}'. Give a BCP 47 tag such as en or es-MX, or {or}.", field);

    private static string Shown(string text) => new([.. text.Where(c => !char.IsControl(c)).Take(40)]);

    // RFC 5646 in the part that names spoken languages: language, script, region, variants.
    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*$")]
    private static partial Regex Bcp47();
}
