using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Options;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Languages;

namespace RoiApp.Processing.Receiving.Transcripts;

/// <summary>Reads a ready transcript: .txt, .vtt or .srt, in UTF-8.</summary>
internal sealed class TranscriptReader(IOptions<ReceivingOptions> options)
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="StepException">The file is empty, too large or not in the form that its kind has; the message names the line.</exception>
    public async Task<Transcript> ReadAsync(WorkflowRequest request, CancellationToken ct)
    {
        var text = Decode(await ReadAllAsync(request.Content, ct));
        var cues = Parse(Path.GetExtension(request.Options.FileName), text);
        if (cues.Count == 0)
        {
            throw new StepException("empty-transcript", "The transcript holds no words. Choose another file.");
        }
        if (request.Language.Length > 0)
        {
            return new Transcript([.. cues.Select((cue, index) => ToSegment(cue, index, request.Language))], request.Language);
        }
        var language = LanguageDetector.Detect(string.Join('\n', cues.Select(cue => cue.Text))).Language;
        // Who switches between languages within a memo does so at the end of a sentence.
        return new Transcript([.. cues.Select((cue, index) => ToSegment(cue, index, SegmentLanguage.Of(cue.Text, language)))], language);
    }

    private static IReadOnlyList<Cue> Parse(string extension, string text) => extension.ToUpperInvariant() switch
    {
        ".VTT" => WebVttParser.Parse(text),
        ".SRT" => SubRipParser.Parse(text),
        ".TXT" or "" when text.StartsWith("WEBVTT", StringComparison.Ordinal) => WebVttParser.Parse(text),
        ".TXT" or "" => PlainTextParser.Parse(text),
        _ => throw new StepException("unknown-transcript", $"A transcript ends in .txt, .vtt or .srt, not in \"{extension}\". Save it as one of these."),
    };

    private static string Decode(byte[] bytes)
    {
        if (Array.IndexOf(bytes, (byte)0) >= 0)
        {
            throw new StepException("unreadable-transcript", "The file is not a text: it holds zero bytes. Save the transcript as plain text in UTF-8.");
        }
        try
        {
            var text = s_strict.GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(e.Index, 0, bytes.Length)).Count((byte)'\n');
            throw new StepException("unreadable-transcript", $"Line {line} of the transcript is not UTF-8. Save the file with that encoding.", inner: e);
        }
    }

    private async Task<byte[]> ReadAllAsync(PipeReader content, CancellationToken ct)
    {
        var bytes = new MemoryStream();
        while (true)
        {
            var read = await content.ReadAsync(ct);
            if (bytes.Length + read.Buffer.Length > options.Value.MaxTranscriptBytes)
            {
                throw new StepException("too-large", $"The transcript is larger than {options.Value.MaxTranscriptBytes >> 10} KiB, the most that is read. Split it.");
            }
            foreach (var part in read.Buffer)
            {
                bytes.Write(part.Span);
            }
            content.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return bytes.Length > 0 ? bytes.ToArray() : throw new StepException("empty-file", "The file is empty. Choose another one.");
            }
        }
    }

    private static Segment ToSegment(Cue cue, int index, string language) => new()
    {
        Index = index,
        StartMs = cue.StartMs,
        EndMs = cue.EndMs,
        Text = cue.Text,
        Confidence = 1,
        Language = language,
    };
}
