using System.IO.Pipelines;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Receiving;
using RoiApp.Testing;
using Xunit;

namespace RoiApp.Processing.Tests;

public sealed class WorkflowRunnerTests(Pipeline pipeline, Recordings recordings) : IClassFixture<Pipeline>, IClassFixture<Recordings>
{
    private static string[] Expected => ["office", "manager", "discussed", "booking", "training", "front", "desk", "prospective", "client", "action", "items", "send", "price", "list", "friday"];

    [Theory]
    [InlineData("memo.wav", "wav")]
    [InlineData("memo.mp3", "mp3")]
    [InlineData("memo.m4a", "m4a")]
    [InlineData("memo.ogg", "ogg")]
    [InlineData("memo.webm", "webm")]
    public async Task A_recording_becomes_a_report(string name, string format)
    {
        // At the bit rate of a phone; ffmpeg's own default for mp3 is a third of it. Lossy formats cost a word here and there.
        var events = await pipeline.RunFileAsync(recordings.Convert(name, "-b:a", "64k"), TestContext.Current.CancellationToken);
        Assert.InRange(Expected.Count(events.Text().Split(' ').Contains), Expected.Length - 4, Expected.Length);
        var audio = events.Select(happened => happened.Audio).Single(info => info is not null);
        Assert.Equal(format, audio.Format);
        Assert.InRange(audio.DurationMs, 18_900, 19_400);
        Assert.Equal("en", events.Completion(StepName.Transcription)?.Language);
        Assert.Equal(ContactType.Prospective, Assert.Single(events.Select(happened => happened.Report).Single(report => report is not null).Contacts).ContactType);
    }

    [Fact]
    public async Task Segments_come_in_order_of_time_with_words_within_them()
    {
        var segments = (await pipeline.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken)).Segments();
        Assert.Equal(Enumerable.Range(0, segments.Count), segments.Select(segment => segment.Index));
        Assert.All(segments.Zip(segments.Skip(1)), pair => Assert.True(pair.First.EndMs <= pair.Second.StartMs));
        Assert.All(segments, segment => Assert.All(segment.Words, word => Assert.True(word.StartMs >= segment.StartMs && word.EndMs <= segment.EndMs && word.Confidence is >= 0 and <= 1)));
    }

    [Fact]
    public async Task A_spanish_transcript_is_translated_line_by_line_and_keeps_its_times()
    {
        var events = await pipeline.RunFileAsync(SourceTree.Sample("05-clinica-san-rafael.es.vtt"), TestContext.Current.CancellationToken, options => options.TargetLanguage = "en");
        Assert.Equal(5_200, events.Segments()[0].EndMs);
        var translations = events.Select(happened => happened.Translation).OfType<SegmentTranslation>().ToList();
        Assert.Equal(events.Segments().Select(segment => segment.Index), translations.Select(translation => translation.Index));
        Assert.Contains("Javier Robles", translations[0].Text, StringComparison.Ordinal);
        Assert.Contains("proposal", translations[^1].Text, StringComparison.Ordinal);
        Assert.True(events.Completion(StepName.Transcription)?.Skipped);
        Assert.Equal("es", events.Completion(StepName.Transcription)?.Language);
    }

    [Fact]
    public async Task Nothing_is_translated_when_the_language_spoken_is_the_one_wanted()
    {
        var events = await pipeline.RunFileAsync(recordings.Write("note.txt", "I met Anna Smith from Northwind today."u8.ToArray()), TestContext.Current.CancellationToken, options =>
        {
            options.Language = "en-GB";
            options.TargetLanguage = "en";
        });
        Assert.True(events.Completion(StepName.Translation)?.Skipped);
        Assert.DoesNotContain(events, happened => happened.Translation is not null);
    }

    [Fact]
    public async Task A_translator_that_is_missing_leaves_the_report_untouched()
    {
        await using var without = new Pipeline(new() { ["Translation:ModesDirectory"] = "/nowhere" });
        var events = await without.RunFileAsync(SourceTree.Sample("05-clinica-san-rafael.es.vtt"), TestContext.Current.CancellationToken, options => options.TargetLanguage = "en");
        var failed = events.Failure(StepName.Translation);
        Assert.Equal("engine-missing", failed?.Code);
        Assert.Contains("apt-get install apertium apertium-eng-spa", failed!.Message, StringComparison.Ordinal);
        Assert.NotNull(events.Completion(StepName.Extraction));
        Assert.Contains(events, happened => happened.Report is not null);
    }

    [Fact]
    public async Task A_pair_that_nobody_translates_is_a_failed_step_that_names_the_pairs_there_are()
    {
        var events = await pipeline.RunFileAsync(SourceTree.Sample("05-clinica-san-rafael.es.vtt"), TestContext.Current.CancellationToken, options => options.TargetLanguage = "ja");
        Assert.Equal("language-unsupported", events.Failure(StepName.Translation)?.Code);
        Assert.Contains("es-en", events.Failure(StepName.Translation)!.Message, StringComparison.Ordinal);
        Assert.NotNull(events.Completion(StepName.Extraction));
    }

    [Fact]
    public async Task A_later_attempt_takes_up_what_an_earlier_one_finished()
    {
        Segment[] finished =
        [
            new() { Index = 0, Text = "Hoy me reuní con Javier Robles.", Language = "es", Translation = "kept" },
            new() { Index = 1, Text = "La prioridad es alta.", Language = "es" },
        ];
        var options = new ProcessOptions { FileName = "memo.wav", Source = SourceKind.Audio, TranscriptionDone = true, TargetLanguage = "en" };
        var events = await pipeline.RunAsync(new WorkflowRequest(options, finished, PipeReader.Create(Stream.Null)), TestContext.Current.CancellationToken);
        Assert.True(events.Completion(StepName.Transcription)?.Skipped);
        Assert.Empty(events.Segments());
        Assert.Equal(1, Assert.Single(events.Select(happened => happened.Translation).OfType<SegmentTranslation>()).Index);
        Assert.NotNull(events.Completion(StepName.Extraction));
    }

    [Fact]
    public async Task Finished_translations_are_not_made_again()
    {
        var options = new ProcessOptions { FileName = "memo.wav", Source = SourceKind.Audio, TranscriptionDone = true, TranslationDone = true, TargetLanguage = "en" };
        Segment[] finished = [new() { Index = 0, Text = "Hoy me reuní con Javier Robles.", Language = "es", Translation = "kept" }];
        var events = await pipeline.RunAsync(new WorkflowRequest(options, finished, PipeReader.Create(Stream.Null)), TestContext.Current.CancellationToken);
        Assert.True(events.Completion(StepName.Translation)?.Skipped);
    }

    [Fact]
    public async Task A_finished_report_is_not_made_again()
    {
        var options = new ProcessOptions { FileName = "memo.wav", Source = SourceKind.Audio, TranscriptionDone = true, ExtractionDone = true, TargetLanguage = "en" };
        Segment[] finished = [new() { Index = 0, Text = "Hoy me reuní con Javier Robles.", Language = "es" }];
        var events = await pipeline.RunAsync(new WorkflowRequest(options, finished, PipeReader.Create(Stream.Null)), TestContext.Current.CancellationToken);
        Assert.True(events.Completion(StepName.Extraction)?.Skipped);
        Assert.DoesNotContain(events, happened => happened.Report is not null);
        Assert.False(events.Completion(StepName.Translation)?.Skipped);
    }

    [Fact]
    public async Task Progress_is_the_share_of_audio_time_and_never_goes_back()
    {
        var events = await pipeline.RunFileAsync(recordings.Ffmpeg("long.wav", "-stream_loop", "3", "-i", Recordings.Memo), TestContext.Current.CancellationToken);
        var progress = events.Select(happened => happened.Progress).OfType<StepProgress>().ToList();
        Assert.NotEmpty(progress);
        Assert.All(progress.Zip(progress.Skip(1)), pair => Assert.True(pair.First.OverallPercent <= pair.Second.OverallPercent));
        Assert.All(progress, at => Assert.InRange(at.DoneMs, 1, at.TotalMs));
        Assert.All(progress, at => Assert.InRange(at.TotalMs, 68_000, 84_000));
    }
}
