using RoiApp.Contracts.V1;
using Xunit;

namespace RoiApp.Processing.Tests;

/// <summary>Whatever is uploaded: a failed step that names the cause and the remedy, and the next memo is read as ever.</summary>
public sealed class BadInputTests(Pipeline pipeline, Recordings recordings) : IClassFixture<Pipeline>, IClassFixture<Recordings>
{
    [Fact]
    public async Task An_empty_file_is_refused() => await FailsAsync(recordings.Write("empty.wav", []), "empty-file", "empty");

    [Fact]
    public async Task A_text_renamed_to_wav_is_no_recording() =>
        await FailsAsync(recordings.Write("letter.wav", "Dear Anna, this is a letter and not a recording at all."u8.ToArray()), "unreadable-audio", "wav, mp3");

    [Fact]
    public async Task A_playlist_that_names_another_file_is_no_recording() =>
        await FailsAsync(recordings.Write("list.mp3", "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"u8.ToArray()), "unreadable-audio", "Convert");

    [Fact]
    public async Task A_file_that_only_begins_like_a_recording_is_unreadable() =>
        await FailsAsync(recordings.Write("head.flac", [.. "fLaC"u8, .. new byte[5000]]), "unreadable-audio", "flac");

    [Fact]
    public async Task A_wav_without_a_sample_holds_no_audio() =>
        await FailsAsync(recordings.Ffmpeg("zero.wav", "-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono", "-t", "0"), "no-audio", "microphone");

    [Fact]
    public async Task A_film_without_sound_holds_no_audio() =>
        await FailsAsync(recordings.Ffmpeg("film.mp4", "-f", "lavfi", "-i", "testsrc=d=2:s=64x64:r=10", "-c:v", "mpeg4"), "no-audio", "microphone");

    [Fact]
    public async Task Silence_holds_no_speech() =>
        await FailsAsync(recordings.Ffmpeg("silence.wav", "-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono", "-t", "20"), "no-speech", "microphone");

    [Theory]
    [InlineData("memo.wav")]
    [InlineData("memo.mp3")]
    [InlineData("memo.flac")]
    [InlineData("memo.webm")]
    [InlineData("memo.opus")]
    [InlineData("memo.m4a")]
    public async Task A_file_cut_short_says_so_after_what_could_be_read(string name)
    {
        var cut = recordings.Cut(recordings.Convert(name), 0.83);
        var events = await pipeline.RunFileAsync(cut, TestContext.Current.CancellationToken);
        var failed = events.Failure();
        Assert.NotNull(failed);
        // The index of an m4a file stands at its end: without it nothing can be read.
        Assert.Equal(name.EndsWith("m4a", StringComparison.Ordinal) ? "unreadable-audio" : "truncated-audio", failed.Code);
        Assert.Contains(Path.GetExtension(name)[1..], failed.Message, StringComparison.Ordinal);
        Assert.Null(events.Completion(StepName.Extraction));
    }

    [Fact]
    public async Task Two_hundred_megabytes_of_zeros_are_refused_after_the_first_of_them()
    {
        var content = new ZerosReader(200L << 20);
        var options = new ProcessOptions { FileName = "zeros.wav", Source = SourceKind.Audio, ContentBytes = 200L << 20 };
        var events = await pipeline.RunAsync(new(options, [], content), TestContext.Current.CancellationToken);
        Assert.Equal("unreadable-audio", events.Failure()?.Code);
        Assert.InRange(content.Taken, 1, 1 << 20);
    }

    [Fact]
    public async Task Spanish_speech_says_which_engine_would_read_it()
    {
        var events = await pipeline.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken, options => options.Language = "es-MX");
        var failed = events.Failure();
        Assert.Equal("language-unsupported", failed?.Code);
        Assert.Contains("Spanish", failed!.Message, StringComparison.Ordinal);
        Assert.Contains("Whisper", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_ffmpeg_is_named_with_the_command_that_installs_it()
    {
        await using var without = new Pipeline(new() { ["Decoding:Ffmpeg"] = "/nowhere/ffmpeg" });
        var failed = (await without.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken)).Failure();
        Assert.Equal("engine-missing", failed?.Code);
        Assert.Contains("apt-get install ffmpeg", failed!.Message, StringComparison.Ordinal);
        Assert.True(failed.Retryable);
    }

    [Fact]
    public async Task A_missing_speech_model_is_named_with_the_command_that_installs_it()
    {
        await using var without = new Pipeline(new() { ["Transcription:ModelDirectory"] = "/nowhere" });
        var failed = (await without.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken)).Failure();
        Assert.Equal("engine-missing", failed?.Code);
        Assert.Contains("pocketsphinx-en-us", failed!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_longer_than_allowed_is_stopped_where_the_limit_is()
    {
        await using var strict = new Pipeline(new() { ["Decoding:MaxDuration"] = "00:00:05" });
        Assert.Equal("too-long", (await strict.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken)).Failure()?.Code);
    }

    private async Task FailsAsync(string path, string code, string remedy)
    {
        var events = await pipeline.RunFileAsync(path, TestContext.Current.CancellationToken);
        var failed = events.Failure();
        Assert.NotNull(failed);
        Assert.Equal(code, failed.Code);
        Assert.Contains(remedy, failed.Message, StringComparison.Ordinal);
        Assert.Null(events.Completion(StepName.Extraction));
    }
}
