using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Options;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Receiving;
using RoiApp.Processing.Receiving.Transcripts;
using Xunit;

namespace RoiApp.Processing.Tests.Receiving;

public sealed class TranscriptReaderTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task WebVtt_is_read_with_names_notes_settings_and_marks(string newline)
    {
        var text = """
            WEBVTT - a meeting

            NOTE made by hand
            00:00:00.000 --> not a cue

            intro
            00:01.500 --> 00:03.000 align:start
            <v Anna>I met &amp; greeted
            <i>Tom</i> today.

            100:00:00.000 --> 100:00:02.250
            Second.
            """.ReplaceLineEndings(newline);
        var segments = (await ReadAsync("memo.vtt", text)).Segments;
        Assert.Equal(["I met & greeted Tom today.", "Second."], segments.Select(segment => segment.Text));
        Assert.Equal([(1_500L, 3_000L), (360_000_000L, 360_002_250L)], segments.Select(segment => (segment.StartMs, segment.EndMs)));
        Assert.All(segments, segment => Assert.Equal(1, segment.Confidence));
    }

    [Fact]
    public async Task SubRip_is_read_with_commas_a_byte_order_mark_and_missing_numbers()
    {
        var segments = (await ReadAsync("memo.SRT", "\uFEFF1\n00:00:01,000 --> 00:00:02,000\n{\\an8}One.\n\n00:00:03,000 --> 00:00:04,500\nTwo\nlines.\n")).Segments;
        Assert.Equal(["One.", "Two lines."], segments.Select(segment => segment.Text));
        Assert.Equal(4_500, segments[1].EndMs);
    }

    [Fact]
    public async Task A_text_is_split_into_sentences_and_points_of_lists_without_times()
    {
        var segments = (await ReadAsync("memo.txt", "I met Dr. Anna B. Smith of Acme Inc. today. She was\nhappy! Next steps:\n\n- Send the offer\n- Call Tom\n")).Segments;
        Assert.Equal(["I met Dr. Anna B. Smith of Acme Inc. today.", "She was happy!", "Next steps:", "Send the offer", "Call Tom"], segments.Select(segment => segment.Text));
        Assert.All(segments, segment => Assert.Equal((0, 0), (segment.StartMs, segment.EndMs)));
        Assert.Equal([0, 1, 2, 3, 4], segments.Select(segment => segment.Index));
    }

    [Fact]
    public async Task The_language_is_found_out_unless_it_is_given()
    {
        Assert.Equal("es", (await ReadAsync("memo.txt", "Hoy me reuní con el director de compras y hablamos de los nuevos precios.")).Language);
        Assert.Equal("fr", (await ReadAsync("memo.txt", "Bonjour.", language: "fr")).Language);
    }

    [Theory]
    [InlineData("memo.vtt", "00:01.000 --> 00:02.000\nHello.\n", "invalid-transcript", "Line 1")]
    [InlineData("memo.vtt", "WEBVTT\n\n00:01.000 -> 00:02.000\nHello.\n", "invalid-transcript", "Line 3")]
    [InlineData("memo.vtt", "WEBVTT\n\n00:01.000 --> soon\nHello.\n", "invalid-transcript", "Line 3")]
    [InlineData("memo.srt", "1\n00:00:05,000 --> 00:00:02,000\nHello.\n", "invalid-transcript", "Line 2")]
    [InlineData("memo.srt", "Hello there.\n", "invalid-transcript", "Line 1")]
    [InlineData("memo.txt", "  \n \n", "empty-transcript", "no words")]
    [InlineData("memo.txt", "", "empty-file", "empty")]
    [InlineData("memo.docx", "Hello.", "unknown-transcript", ".docx")]
    [InlineData("memo.txt", "zero\0byte", "unreadable-transcript", "zero")]
    public async Task What_is_wrong_is_said_with_its_line(string name, string text, string code, string said)
    {
        var e = await Assert.ThrowsAsync<StepException>(() => ReadAsync(name, text));
        Assert.Equal(code, e.Code);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_named_with_their_line()
    {
        var e = await Assert.ThrowsAsync<StepException>(() => ReadAsync("memo.txt", [.. "One.\nTwo.\n"u8, 0xE9, 0x20]));
        Assert.Contains("Line 3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_over_the_limit_is_refused() =>
        Assert.Equal("too-large", (await Assert.ThrowsAsync<StepException>(() => ReadAsync("memo.txt", new byte[5000]))).Code);

    private static Task<Transcript> ReadAsync(string name, string text, string language = "") => ReadAsync(name, Encoding.UTF8.GetBytes(text), language);

    private static Task<Transcript> ReadAsync(string name, byte[] bytes, string language = "") =>
        new TranscriptReader(Options.Create(new ReceivingOptions { MaxTranscriptBytes = 4096 })).ReadAsync(
            new WorkflowRequest(new ProcessOptions { FileName = name, Language = language }, [], PipeReader.Create(new MemoryStream(bytes))), TestContext.Current.CancellationToken);
}
