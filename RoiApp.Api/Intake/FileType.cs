using RoiApp.Api.Data;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake;

/// <summary>What a file's name promises.</summary>
/// <param name="Extension">With the dot, lower case.</param>
internal sealed record FileType(string Extension, SourceKind Source)
{
    private static readonly FileType[] s_all =
    [
        .. new[] { ".wav", ".mp3", ".mp4", ".m4a", ".webm", ".flac", ".ogg", ".opus" }.Select(e => new FileType(e, SourceKind.Audio)),
        .. new[] { ".txt", ".vtt", ".srt" }.Select(e => new FileType(e, SourceKind.Transcript)),
    ];

    public static IReadOnlyList<string> Extensions { get; } = [.. s_all.Select(t => t.Extension)];

    /// <exception cref="ProblemException">Files of this type are not taken.</exception>
    public static FileType Of(string fileName)
    {
        var extension = Path.GetExtension(fileName).ToLowerInvariant();
        return s_all.SingleOrDefault(t => t.Extension == extension) ?? throw ProblemType.UnsupportedType.Because(
            $"'{fileName}' has {(extension.Length == 0 ? "no extension" : $"the extension {extension}")}. Taken are {string.Join(' ', Extensions)}.", "file");
    }
}
