using RoiApp.Processing.Services;

namespace RoiApp.Processing.Transcription;

/// <summary>Which engine hears recordings: the embedded one (which <see cref="TranscriptionOptions"/> tunes), or speech services before it.</summary>
internal sealed class SpeechOptions : ServiceChainOptions
{
    public const string Section = "Speech";

    /// <summary>Asked for where no model is set.</summary>
    public const string UsualModel = "whisper-1";
}
