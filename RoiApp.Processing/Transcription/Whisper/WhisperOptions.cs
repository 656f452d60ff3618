using System.ComponentModel.DataAnnotations;

namespace RoiApp.Processing.Transcription.Whisper;

/// <summary>An OpenAI-compatible speech service, anybody's or one's own.</summary>
internal sealed class WhisperOptions
{
    /// <summary>Its base address, such as <c>https://api.openai.com/v1</c>. The embedded recogniser is used while this is not set.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Empty where the service asks for none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The model's name at that service. It must give word times (<c>verbose_json</c>).</summary>
    [Required]
    public string Model { get; set; } = "whisper-1";

    /// <summary>Stretches of one recording that are with the service at once.</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 4;

    /// <summary>How long one stretch of at most 30 seconds may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan StretchLimit { get; set; } = TimeSpan.FromMinutes(1);
}
