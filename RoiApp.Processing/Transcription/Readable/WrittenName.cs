using RoiApp.Processing.Transcription.Pronunciation;

namespace RoiApp.Processing.Transcription.Readable;

/// <summary>A known name or company, as it is heard and as it is written.</summary>
internal sealed record WrittenName(IReadOnlyList<string> Spoken, string[] Written)
{
    /// <returns>Null for what is not heard word for word as it is written: "B&amp;Q", "H-E-B".</returns>
    public static WrittenName? Of(string text)
    {
        var written = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return written.Length > 0 && written.All(word => SpokenForm.Of(word).Count == 1) ? new WrittenName(SpokenForm.Of(text), written) : null;
    }
}
