using RoiApp.Contracts.V1;
using RoiApp.Processing.Transcription.PocketSphinx;
using RoiApp.Testing.OpenAI;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class WhisperRecogniserTests(Recordings recordings, Pipeline embedded) : IClassFixture<Recordings>, IClassFixture<Pipeline>
{
    private static readonly HeardSpeech s_spanish = new("spanish",
    [
        new HeardSegment(0.5, 1, "Hola a todos.", -0.105, [new("Hola", 0.5, 0.7), new("a", 0.7, 0.8), new("todos", 0.8, 1)]),
        new HeardSegment(2, 3, "Hasta mañana.", -0.7, [new("Hasta", 2, 2.4), new("mañana", 2.4, 2.9)]),
    ]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SpeechDetail.SegmentsAndWords, 2)]
    [InlineData(SpeechDetail.WordsWithinSegments, 2)]
    [InlineData(SpeechDetail.Segments, 2)]
    [InlineData(SpeechDetail.Words, 2)]
    [InlineData(SpeechDetail.Text, 1)]
    public async Task Stretches_become_segments_however_much_the_service_tells(SpeechDetail detail, int segmentsEach)
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.Detail = detail;
        server.Hear = (_, _) => Task.FromResult(s_spanish);
        await using var pipeline = server.Pipeline("Speech", ("Model", "large-v3"));
        var events = await pipeline.RunFileAsync(recordings.Ffmpeg("long.wav", "-stream_loop", "2", "-i", Recordings.Memo), Ct, options => options.Language = "auto");

        var segments = events.Segments();
        Assert.True(segments.Count >= 3 * segmentsEach, $"{segments.Count} segments");
        Assert.All(segments, segment => Assert.Equal("es", segment.Language));
        Assert.StartsWith("Hola a todos", segments[0].Text, StringComparison.Ordinal);
        Assert.All(segments.Zip(segments.Skip(1)), pair => Assert.True(pair.First.EndMs <= pair.Second.StartMs));
        Assert.True(segments[segmentsEach].StartMs >= 8_000); // Later stretches are placed where they were cut.
        if (detail != SpeechDetail.Text)
        {
            Assert.Equal((500, 1_000), (segments[0].StartMs, segments[0].EndMs));
            Assert.Equal(detail == SpeechDetail.Segments ? [] : ["Hola", "a", "todos"], segments[0].Words.Select(word => word.Text));
        }
        Assert.Equal("es", events.Completion(StepName.Transcription)?.Language);
        Assert.Equal(new Engine { Name = "whisper", Version = "large-v3" }, events.Completion(StepName.Transcription)?.Engine);
        Assert.All(server.SpeechRequests, asked => Assert.Equal(("", "large-v3"), (asked.Language, asked.Model)));
    }

    [Fact]
    public async Task The_same_memo_has_the_same_words_and_times_through_the_protocol_as_without_it()
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.HearWith(embedded.Get<SphinxPool>());
        await using var pipeline = server.Pipeline("Speech");
        var direct = (await embedded.RunFileAsync(Recordings.Memo, Ct, options => options.Language = "en")).Segments().SelectMany(segment => segment.Words).ToList();
        var through = (await pipeline.RunFileAsync(Recordings.Memo, Ct, options => options.Language = "en")).Segments().SelectMany(segment => segment.Words).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"PocketSphinx: {string.Join(' ', direct.Select(word => word.Text))}");
        TestContext.Current.TestOutputHelper?.WriteLine($"Whisper's protocol: {string.Join(' ', through.Select(word => word.Text))}");
        Assert.NotEmpty(direct);
        Assert.Equal(direct.Select(word => word.Text), through.Select(word => word.Text), StringComparer.OrdinalIgnoreCase);
        Assert.All(direct.Zip(through), pair => Assert.InRange(pair.Second.StartMs, pair.First.StartMs - 1, pair.First.StartMs + 1));
        Assert.All(server.SpeechRequests, asked => Assert.Equal("en", asked.Language));
    }

    [Fact]
    public async Task What_passes_is_tried_again()
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.Hear = (_, _) => Task.FromResult(s_spanish);
        Fault[] faults = [Fault.TooMany(retryAfterSeconds: 1), Fault.Cut, Fault.HangUp, Fault.Stall];
        server.FailNext(faults);
        // One stretch at a time: otherwise the breaker opens on faults that in life do not come one after another.
        await using var pipeline = server.Pipeline("Speech", ("AttemptLimit", "00:00:05"), ("Retries", "10"), ("Parallel", "1"));
        var events = await pipeline.RunFileAsync(Recordings.Memo, Ct, options => options.Language = "es");
        Assert.Null(events.Failure());
        Assert.Equal(server.SpeechRequests.Count + faults.Length, server.Requests);
    }

    [Fact]
    public async Task A_stretch_that_is_too_large_for_the_service_is_sent_in_parts()
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.MaxFileBytes = 150_000;
        server.Hear = (asked, _) => Task.FromResult(HeardSpeech.Of("english", asked.Seconds, "We met the client today."));
        await using var pipeline = server.Pipeline("Speech");
        var segments = (await pipeline.RunFileAsync(Recordings.Memo, Ct)).Segments();
        Assert.True(segments.Count >= 4, $"{segments.Count} parts");
        Assert.All(segments.Zip(segments.Skip(1)), pair => Assert.InRange(pair.Second.StartMs - pair.First.EndMs, -1, 1_000));
        Assert.All(server.SpeechRequests, asked => Assert.True(asked.Wav.Length <= server.MaxFileBytes));
    }

    public static TheoryData<string, string, string> UnusableAnswers => new()
    {
        { "{\"text\":\"Hel", "engine-answer-invalid", "Model" },
        { "[1,2]", "engine-answer-invalid", "no object" },
        { "{}", "engine-answer-invalid", "neither text nor segments" },
        { "{\"text\":5}", "engine-answer-invalid", "\"text\"" },
        { "{\"text\":\"a\",\"segments\":{\"start\":1}}", "engine-answer-invalid", "\"segments\"" },
        { "{\"text\":\"a\",\"segments\":[{\"start\":\"soon\",\"text\":\"a\"}]}", "engine-answer-invalid", "\"start\"" },
        { "{\"text\":\"  \",\"segments\":[]}", "no-speech", "microphone" },
        { "<html>It works!</html>", "engine-answer-invalid", "Model" },
    };

    [Theory]
    [MemberData(nameof(UnusableAnswers))]
    public async Task An_answer_that_cannot_be_used_is_said_to_be_so(string answer, string code, string says)
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.Always = Fault.Body(answer);
        await using var pipeline = server.Pipeline("Speech");
        var failed = (await pipeline.RunFileAsync(Recordings.Memo, Ct, options => options.Language = "en")).Failure();
        Assert.Equal(code, failed?.Code);
        Assert.Contains(says, failed!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.Always = Fault.Huge(64 << 20);
        await using var pipeline = server.Pipeline("Speech", ("MaxAnswerBytes", "65536"));
        var failed = (await pipeline.RunFileAsync(Recordings.Memo, Ct, options => options.Language = "en")).Failure();
        Assert.Equal("engine-answer-invalid", failed?.Code);
        Assert.Contains("64 KiB", failed!.Message, StringComparison.Ordinal);
    }

    public static TheoryData<Fault, string, string> Refusals => new()
    {
        { Fault.Status(403), "engine-refused", "Speech:ApiKey" },
        { Fault.Status(404, "The model `large-v9` does not exist"), "engine-refused", "Speech:Model" },
        { Fault.Status(413), "engine-refused", "Speech:Endpoint" },
        { Fault.Redirect(new Uri("http://127.0.0.1:9/v1/audio/transcriptions")), "engine-refused", "Speech:Endpoint" },
        { Fault.TooMany(retryAfterSeconds: 3_600), "engine-unreachable", "quota" },
        { Fault.Status(500), "engine-unreachable", "HTTP 500" },
        { Fault.HangUp, "engine-unreachable", "Speech:Endpoint" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_failure_names_its_cause_and_what_helps(Fault fault, string code, string says)
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.Always = fault;
        await using var pipeline = server.Pipeline("Speech");
        var failed = (await pipeline.RunFileAsync(Recordings.Memo, Ct, options => options.Language = "en")).Failure();
        Assert.Equal(code, failed?.Code);
        Assert.Contains(says, failed!.Message, StringComparison.Ordinal);
        Assert.True(failed.Retryable);
    }

    [Fact]
    public async Task A_speaker_who_changes_language_is_followed_and_a_misheard_language_is_not()
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        var stretch = 0;
        server.Hear = (asked, _) => Task.FromResult(asked.Language.Length > 0
            ? HeardSpeech.Of("spanish", asked.Seconds, "y luego hablamos de los precios de la oferta")
            : (stretch++ % 3) switch
            {
                0 => HeardSpeech.Of("spanish", asked.Seconds, "hoy me reuní con el director de la clínica"),
                1 => HeardSpeech.Of("english", asked.Seconds, "and then we talked about the price of the offer"),
                _ => HeardSpeech.Of("welsh", asked.Seconds, "a ni a ni"),
            });
        await using var pipeline = server.Pipeline("Speech", ("Parallel", "1"));
        var events = await pipeline.RunFileAsync(recordings.Ffmpeg("long.wav", "-stream_loop", "2", "-i", Recordings.Memo), Ct, options => options.TargetLanguage = "en");
        var segments = events.Segments();
        Assert.Equal(["es", "en", "es"], segments.Take(3).Select(segment => segment.Language));
        Assert.StartsWith("y luego", segments[2].Text, StringComparison.Ordinal);
        // Only what is not in the target language is translated.
        Assert.Equal(
            segments.Where(segment => segment.Language == "es").Select(segment => segment.Index),
            events.Select(happened => happened.Translation).OfType<SegmentTranslation>().Select(translation => translation.Index));
        Assert.Equal("es", events.Completion(StepName.Transcription)?.Language);
    }
}
