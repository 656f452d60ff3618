using RoiApp.Processing.Decoding;
using RoiApp.Processing.Decoding.Endings;
using Xunit;

namespace RoiApp.Processing.Tests.Decoding;

public sealed class AudioFormatTests(Recordings recordings) : IClassFixture<Recordings>
{
    [Theory]
    [InlineData("memo.wav", "wav")]
    [InlineData("memo.mp3", "mp3")]
    [InlineData("memo.flac", "flac")]
    [InlineData("memo.ogg", "ogg")]
    [InlineData("memo.opus", "opus")]
    [InlineData("memo.webm", "webm")]
    [InlineData("memo.mka", "matroska")]
    [InlineData("memo.m4a", "m4a")]
    [InlineData("memo.mp4", "mp4")]
    [InlineData("memo.mov", "mov")]
    [InlineData("memo.aac", "aac")]
    [InlineData("memo.aiff", "aiff")]
    public void A_format_is_told_by_content(string name, string format) => Assert.Equal(format, AudioFormat.Sniff(File.ReadAllBytes(recordings.Convert(name)))?.Name);

    [Fact]
    public void An_mp3_without_tags_is_told_by_two_frames_in_a_row() =>
        Assert.Equal("mp3", AudioFormat.Sniff(File.ReadAllBytes(recordings.Convert("bare.mp3", "-id3v2_version", "0", "-write_xing", "0")))?.Name);

    [Fact]
    public void Rubbish_is_no_recording()
    {
        var random = new Random(7);
        var noise = new byte[AudioFormat.SniffBytes];
        random.NextBytes(noise);
        noise.AsSpan().Replace((byte)0xFF, (byte)0);
        Assert.Null(AudioFormat.Sniff(noise));
        Assert.Null(AudioFormat.Sniff([]));
        Assert.Null(AudioFormat.Sniff(new byte[AudioFormat.SniffBytes]));
    }

    [Theory]
    [InlineData("memo.wav")]
    [InlineData("memo.mp3")]
    [InlineData("memo.ogg")]
    [InlineData("memo.opus")]
    public void A_whole_file_ends_where_it_should_and_a_cut_one_midway_however_it_arrives(string name)
    {
        var whole = File.ReadAllBytes(recordings.Convert(name));
        foreach (var step in (int[])[1, 7, 4096, int.MaxValue])
        {
            Assert.False(EndsMidway(whole, step), $"{name} in steps of {step}");
            Assert.True(EndsMidway(whole.AsSpan(0, whole.Length - 25), step), $"{name} without its last 25 bytes in steps of {step}");
        }
    }

    [Fact]
    public void A_wav_recorded_into_a_pipe_does_not_know_its_length_and_is_believed()
    {
        var piped = File.ReadAllBytes(recordings.Convert("piped.wav"));
        var data = piped.AsSpan().IndexOf("data"u8);
        piped.AsSpan(data + 4, 4).Fill(0xFF);
        Assert.False(EndsMidway(piped, 4096));
    }

    private static bool EndsMidway(ReadOnlySpan<byte> bytes, int step)
    {
        var check = IEndingCheck.For(AudioFormat.Sniff(bytes)!)!;
        for (var at = 0; at < bytes.Length; at += Math.Min(step, bytes.Length - at))
        {
            check.Observe(bytes.Slice(at, Math.Min(step, bytes.Length - at)));
        }
        return check.EndsMidway;
    }
}
