using RoiApp.Processing.Services;

namespace RoiApp.Processing.Transcription.Whisper;

/// <summary>How much a service is asked to tell; the richest first. Some models give no word times, some no segments.</summary>
internal enum WhisperForm
{
    SegmentsAndWords,
    Segments,
    TextOnly,
}

/// <summary>The request that a form stands for.</summary>
internal static class WhisperForms
{
    /// <summary>The multipart body of <c>POST /v1/audio/transcriptions</c>.</summary>
    /// <param name="language">BCP 47 tag, or empty to have it detected.</param>
    public static MultipartFormDataContent Body(this WhisperForm form, ReadOnlyMemory<byte> wav, ServicePlace place, string language)
    {
        var file = new ReadOnlyMemoryContent(wav);
        file.Headers.ContentType = new("audio/wav");
        var body = new MultipartFormDataContent
        {
            { file, "file", "speech.wav" },
            { new StringContent(place.Options.Model is { Length: > 0 } model ? model : SpeechOptions.UsualModel), "model" },
            { new StringContent(form == WhisperForm.TextOnly ? "json" : "verbose_json"), "response_format" },
        };
        if (form == WhisperForm.SegmentsAndWords)
        {
            body.Add(new StringContent("word"), "timestamp_granularities[]");
            body.Add(new StringContent("segment"), "timestamp_granularities[]");
        }
        if (language.Length > 0)
        {
            body.Add(new StringContent(LanguageTag.Primary(language)), "language");
        }
        return body;
    }

    /// <summary>True when an error says that this much cannot be told, and less can be asked for.</summary>
    public static bool IsTooMuch(this WhisperForm form, int status, string? message) => form != WhisperForm.TextOnly && status is 400 or 422
        && message is not null && (message.Contains("response_format", StringComparison.OrdinalIgnoreCase) || message.Contains("timestamp_granularities", StringComparison.OrdinalIgnoreCase));
}
