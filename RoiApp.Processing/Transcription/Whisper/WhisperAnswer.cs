using System.Globalization;
using OpenAI.Audio;
using RoiApp.Contracts.V1;

namespace RoiApp.Processing.Transcription.Whisper;

/// <summary>Reads what a speech service answers into segments.</summary>
internal static class WhisperAnswer
{
    private static readonly Lazy<Dictionary<string, string>> s_tags = new(() => CultureInfo.GetCultures(CultureTypes.NeutralCultures)
        .Where(culture => culture.Parent.Equals(CultureInfo.InvariantCulture) && culture.Name.Length > 0)
        .GroupBy(culture => culture.EnglishName, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(same => same.Key, same => same.First().TwoLetterISOLanguageName, StringComparer.OrdinalIgnoreCase));

    /// <param name="startMs">Where the stretch begins in the recording.</param>
    /// <param name="language">BCP 47 tag, for all of the segments.</param>
    public static IReadOnlyList<Segment> ToSegments(AudioTranscription answer, long startMs, string language) =>
        [.. answer.Segments.Select(said => ToSegment(said, answer.Words, startMs, language)).Where(segment => segment.Text.Length > 0)];

    /// <summary>The service names languages in English ("spanish"), some by a tag.</summary>
    public static string TagOf(string? language) => language switch
    {
        null or "" => LanguageTag.Undetermined,
        _ when s_tags.Value.TryGetValue(language, out var tag) => tag,
        { Length: 2 or 3 } => language.ToLowerInvariant(),
        _ => LanguageTag.Undetermined,
    };

    private static Segment ToSegment(TranscribedSegment said, IEnumerable<TranscribedWord> words, long startMs, string language)
    {
        // The mean of its tokens' log-probabilities; single words carry none.
        var confidence = (float)Math.Clamp(Math.Exp(said.AverageLogProbability), 0, 1);
        var segment = new Segment
        {
            StartMs = startMs + (long)said.StartTime.TotalMilliseconds,
            EndMs = startMs + (long)said.EndTime.TotalMilliseconds,
            Text = said.Text.Trim(),
            Confidence = confidence,
            Language = language,
        };
        segment.Words.AddRange(words.Where(word => word.StartTime >= said.StartTime && word.StartTime < said.EndTime).Select(word => new Word
        {
            Text = word.Word,
            StartMs = startMs + (long)word.StartTime.TotalMilliseconds,
            EndMs = startMs + (long)word.EndTime.TotalMilliseconds,
            Confidence = confidence,
        }));
        return segment;
    }
}
