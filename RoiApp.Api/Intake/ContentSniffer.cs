using System.Text;
using RoiApp.Api.Data;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Intake;

/// <summary>Finds out by its first bytes what a file really holds, before the rest of it has arrived.</summary>
internal static class ContentSniffer
{
    /// <summary>As many bytes as are looked at.</summary>
    public const int Head = 4096;

    /// <summary>The container found, such as <c>wav</c>.</summary>
    /// <exception cref="ProblemException">The content is not what the name says.</exception>
    public static string Check(FileType type, string fileName, ReadOnlySpan<byte> head)
    {
        var audio = AudioFormat(head);
        if (type.Source == SourceKind.Audio)
        {
            // One recording format under the name of another is fine: decoders look at the content, too.
            return audio ?? throw ProblemType.ContentMismatch.Because(
                $"'{fileName}' is called {type.Extension} but does not hold a recording{(IsText(head) ? ": it is text" : "")}. Send the recording itself, or a transcript as .txt, .vtt or .srt.", "file");
        }
        if (audio is not null || !IsText(head))
        {
            throw ProblemType.ContentMismatch.Because(
                $"'{fileName}' is called {type.Extension} but does not hold UTF-8 text{(audio is null ? "" : $": it is a recording ({audio})")}. Save the transcript as UTF-8, or send the recording under its own extension.", "file");
        }
        return type.Extension[1..];
    }

    private static string? AudioFormat(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WAVE"u8))
        {
            return "wav";
        }
        if (head.StartsWith("RF64"u8))
        {
            return "wav";
        }
        if (head.StartsWith("fLaC"u8))
        {
            return "flac";
        }
        if (head.StartsWith("OggS"u8))
        {
            return head.IndexOf("OpusHead"u8) >= 0 ? "opus" : "ogg";
        }
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3])) // EBML, RFC 8794
        {
            return "webm";
        }
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8)) // ISO 14496-12
        {
            return head[8..11].SequenceEqual("M4A"u8) ? "m4a" : "mp4";
        }
        return head.StartsWith("ID3"u8) || IsMpegFrame(head) ? "mp3" : null;
    }

    // ISO 11172-3: eleven set bits, then a version, layer, bit rate and sampling rate that are not the reserved ones.
    private static bool IsMpegFrame(ReadOnlySpan<byte> head) =>
        head.Length >= 4
        && head[0] == 0xFF && (head[1] & 0xE0) == 0xE0
        && (head[1] & 0x18) != 0x08 && (head[1] & 0x06) != 0
        && (head[2] & 0xF0) != 0xF0 && (head[2] & 0x0C) != 0x0C;

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.IndexOf((byte)0) >= 0)
        {
            return false;
        }
        // A character may be cut at the end of what is looked at.
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        try
        {
            decoder.GetCharCount(head, flush: head.Length < Head);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
