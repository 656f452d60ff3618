using System.Globalization;
using System.Text.RegularExpressions;
using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Receiving;

/// <summary>What the options of a workflow may be.</summary>
internal static partial class ProcessOptionsRules
{
    public const string AnyLanguage = "auto";

    private const int MaxKnownContacts = 500;
    private const int MaxNameChars = 200;
    private const int MaxIdChars = 64;
    private const int MaxFileNameChars = 255;

    /// <returns>What is wrong, naming the field; null when nothing is.</returns>
    public static string? FindFault(ProcessOptions options) => options switch
    {
        { WorkflowId.Length: > MaxIdChars } => $"options.workflow_id is longer than {MaxIdChars} characters.",
        { FileName.Length: > MaxFileNameChars } => $"options.file_name is longer than {MaxFileNameChars} characters.",
        { Source: not (SourceKind.Audio or SourceKind.Transcript) } => "options.source must be SOURCE_KIND_AUDIO or SOURCE_KIND_TRANSCRIPT.",
        { ContentBytes: < 0 } => "options.content_bytes is negative; 0 means unknown.",
        { TranslationDone: true, TranscriptionDone: false } => "options.translation_done needs options.transcription_done: translations belong to segments.",
        { ExtractionDone: true, TranscriptionDone: false } => "options.extraction_done needs options.transcription_done: a report is made from a finished transcript.",
        { KnownContacts.Count: > MaxKnownContacts } => $"options.known_contacts has more than {MaxKnownContacts} entries.",
        _ when options.KnownContacts.Any(known => known.Name.Length > MaxNameChars || known.Company.Length > MaxNameChars) => $"options.known_contacts has a text of more than {MaxNameChars} characters.",
        _ when !IsLanguage(options.Language) => "options.language is no BCP 47 tag such as \"en\" or \"es-MX\", nor \"auto\" or empty.",
        _ when options.TargetLanguage.Length > 0 && !Tag().IsMatch(options.TargetLanguage) => "options.target_language is no BCP 47 tag such as \"en\", nor empty.",
        { RecordedOn.Length: > 0 } when !DateOnly.TryParseExact(options.RecordedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) =>
            "options.recorded_on is no date such as \"2026-05-08\", nor empty.",
        _ => null,
    };

    private static bool IsLanguage(string language) =>
        language.Length == 0 || string.Equals(language, AnyLanguage, StringComparison.OrdinalIgnoreCase) || Tag().IsMatch(language);

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$")]
    private static partial Regex Tag();
}
