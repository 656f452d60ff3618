using RoiApp.Testing;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

/// <summary>What the embedded recogniser does with what it cannot understand, where nobody says which language it is in.</summary>
public sealed class NotUnderstoodTests(Pipeline pipeline, Recordings recordings) : IClassFixture<Pipeline>, IClassFixture<Recordings>
{
    [Fact]
    public async Task Speech_in_another_language_is_said_not_to_be_understood()
    {
        var spanish = Path.Combine(SourceTree.Root, "tests", "RoiApp.Processing.Tests", "Transcription", "spanish-by-espeak.mp3");
        var failure = (await pipeline.RunFileAsync(spanish, TestContext.Current.CancellationToken)).Failure();
        Assert.Equal("not-recognised", failure?.Code);
        Assert.Contains("not in English", failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silence", "anullsrc=r=16000:cl=mono:d=4")]
    [InlineData("noise", "anoisesrc=color=pink:amplitude=0.3:duration=6:seed=2")]
    [InlineData("beeps", "sine=frequency=600:beep_factor=4:duration=6")]
    public async Task What_is_no_speech_gives_no_report(string name, string source)
    {
        var failure = (await pipeline.RunFileAsync(recordings.Ffmpeg($"{name}.wav", "-f", "lavfi", "-i", source), TestContext.Current.CancellationToken)).Failure();
        Assert.Contains(failure?.Code, new[] { "no-speech", "not-recognised" });
    }

    [Theory]
    [InlineData("as-it-is.wav", "0dB")]
    [InlineData("very-quiet.wav", "-40dB")]
    public async Task A_clear_English_memo_is_never_refused_however_quiet(string name, string volume)
    {
        var events = await pipeline.RunFileAsync(recordings.Convert(name, "-af", $"volume={volume}"), TestContext.Current.CancellationToken);
        Assert.Null(events.Failure());
        Assert.Contains("Northgate", events.Text(), StringComparison.OrdinalIgnoreCase);
    }
}
