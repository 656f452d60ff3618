using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Capabilities;
using RoiApp.Processing.Transcription;
using RoiApp.Testing.OpenAI;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class RecognisersInTurnTests(Recordings recordings, Pipeline embedded) : IClassFixture<Recordings>, IClassFixture<Pipeline>
{
    private const string Key = "sk-never-to-be-seen";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_embedded_engine_goes_on_where_the_service_gave_up_and_no_word_is_lost()
    {
        var recording = recordings.Ffmpeg("two.wav", "-stream_loop", "1", "-i", Recordings.Memo);
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.HearWith(embedded.Get<RoiApp.Processing.Transcription.PocketSphinx.SphinxPool>());
        server.FailNext(Fault.None);
        server.Always = Fault.Status(401);
        await using var pipeline = server.Pipeline("Speech", ("FallBackToEmbedded", "true"), ("Parallel", "1"));
        var events = await pipeline.RunFileAsync(recording, Ct, options => options.Language = "en");
        var direct = await embedded.RunFileAsync(recording, Ct, options => options.Language = "en");

        // The cuts after the break may lie elsewhere, which costs a word here and there.
        var (heard, wanted) = (Words(events), Words(direct));
        Assert.InRange(heard.Count, wanted.Count * 0.9, wanted.Count * 1.1);
        Assert.True(heard.Intersect(wanted).Count() >= wanted.Distinct().Count() * 0.8);
        Assert.InRange(events.Segments()[^1].EndMs, direct.Segments()[^1].EndMs - 1_000, direct.Segments()[^1].EndMs + 1_000);
        Assert.All(events.Segments().Zip(events.Segments().Skip(1)), pair => Assert.True(pair.First.EndMs <= pair.Second.StartMs));
        var completed = events.Completion(StepName.Transcription)!;
        Assert.Equal("whisper+pocketsphinx", completed.Engine.Name);
        Assert.Contains("on pocketsphinx went on", completed.Note, StringComparison.Ordinal);
        Assert.Contains("Speech:ApiKey", completed.Note, StringComparison.Ordinal);

        static List<string> Words(List<ProcessEvent> events) => [.. events.Segments().SelectMany(segment => segment.Words).Select(word => word.Text.ToLowerInvariant())];
    }

    [Fact]
    public async Task A_second_service_is_asked_before_the_embedded_engine()
    {
        await using var first = await OpenAIServer.StartAsync(Ct);
        await using var second = await OpenAIServer.StartAsync(Ct, key: "");
        first.Always = Fault.TooMany(retryAfterSeconds: 3_600);
        second.Hear = (asked, _) => Task.FromResult(HeardSpeech.Of("spanish", asked.Seconds, "hoy me reuní con el director"));
        await using var pipeline = first.Pipeline("Speech", ("Fallback:0:Endpoint", second.Endpoint.ToString()), ("Fallback:0:Model", "own"), ("FallBackToEmbedded", "true"));
        var events = await pipeline.RunFileAsync(Recordings.Memo, Ct, options => options.Language = "es");
        Assert.Equal(new Engine { Name = "whisper", Version = "own" }, events.Completion(StepName.Transcription)?.Engine);
        Assert.NotEmpty(second.SpeechRequests);
    }

    [Fact]
    public async Task An_engine_that_does_not_read_the_language_is_no_fallback()
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.Always = Fault.Status(401);
        await using var pipeline = server.Pipeline("Speech", ("FallBackToEmbedded", "true"));
        var failed = (await pipeline.RunFileAsync(Recordings.Memo, Ct, options => options.Language = "es")).Failure();
        Assert.Equal("engine-refused", failed?.Code);
    }

    [Fact]
    public async Task A_broken_recording_is_the_recordings_fault_and_nobody_elses()
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        server.Hear = (asked, _) => Task.FromResult(HeardSpeech.Of("english", asked.Seconds, "We met today."));
        await using var pipeline = server.Pipeline("Speech", ("FallBackToEmbedded", "true"));
        var events = await pipeline.RunFileAsync(recordings.Cut(recordings.Ffmpeg("three.wav", "-stream_loop", "2", "-i", Recordings.Memo), 0.8), Ct, options => options.Language = "en");
        Assert.Equal("truncated-audio", events.Failure()?.Code);
        Assert.NotEmpty(events.Segments());
    }

    [Fact]
    public async Task The_key_is_in_no_log_and_no_message_and_the_trouble_shows_among_the_capabilities()
    {
        await using var server = await OpenAIServer.StartAsync(Ct);
        using var log = new Log();
        var settings = server.SettingsFor("Speech", ("ApiKey", Key));
        await using var pipeline = new Pipeline(settings, services => services.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace)));
        var failed = (await pipeline.RunFileAsync(Recordings.Memo, Ct, options => options.Language = "en")).Failure()!;
        Assert.Equal("engine-refused", failed.Code);
        Assert.Contains("Speech:ApiKey", failed.Message, StringComparison.Ordinal);
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines.Append(failed.Message), line => line.Contains(Key, StringComparison.Ordinal));

        var speech = (await pipeline.Get<EngineSurvey>().TakeAsync(Ct)).Single(engine => engine.Stage == "transcription");
        Assert.False(speech.Available);
        Assert.Contains("Speech:ApiKey", speech.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_cannot_work_are_refused_at_the_start()
    {
        var options = new SpeechOptions { Provider = RoiApp.Processing.Services.EngineProvider.OpenAI, Endpoint = new Uri("ftp://somewhere/v1") };
        var problems = options.Validate(new(options)).ToList();
        Assert.Contains("http://", Assert.Single(problems).ErrorMessage, StringComparison.Ordinal);
    }

    private sealed class Log : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
