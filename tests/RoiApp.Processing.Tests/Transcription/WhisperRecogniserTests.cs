using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RoiApp.Contracts.V1;
using Xunit;

namespace RoiApp.Processing.Tests.Transcription;

public sealed class WhisperRecogniserTests(Recordings recordings) : IClassFixture<Recordings>
{
    private const string Answer = """
        {"task":"transcribe","language":"spanish","duration":8.0,"text":"Hola. Adiós.",
         "segments":[{"id":0,"seek":0,"start":0.5,"end":1.0,"text":" Hola.","tokens":[],"temperature":0,"avg_logprob":-0.105,"compression_ratio":1,"no_speech_prob":0.01},
                     {"id":1,"seek":0,"start":2.0,"end":3.0,"text":" Adiós.","tokens":[],"temperature":0,"avg_logprob":-0.7,"compression_ratio":1,"no_speech_prob":0.01}],
         "words":[{"word":"Hola","start":0.5,"end":1.0},{"word":"Adiós","start":2.0,"end":2.9}]}
        """;

    [Fact]
    public async Task Stretches_come_back_as_segments_in_the_language_that_the_first_one_told()
    {
        await using var service = await Service.StartAsync(_ => Results.Text(Answer, "application/json"));
        await using var pipeline = service.Pipeline();
        var events = await pipeline.RunFileAsync(recordings.Ffmpeg("long.wav", "-stream_loop", "2", "-i", Recordings.Memo), TestContext.Current.CancellationToken, options => options.Language = "auto");

        var segments = events.Segments();
        Assert.True(segments.Count >= 6, $"{segments.Count} segments");
        Assert.All(segments, segment => Assert.Equal("es", segment.Language));
        Assert.Equal(("Hola.", 500, 1_000), (segments[0].Text, segments[0].StartMs, segments[0].EndMs));
        Assert.Equal(0.9, segments[0].Confidence, 0.01);
        Assert.Equal("Adiós", Assert.Single(segments[1].Words).Text);
        // Later stretches are placed where they were cut.
        Assert.True(segments[2].StartMs > 8_000);
        Assert.Equal("es", events.Completion(StepName.Transcription)?.Language);
        Assert.Equal("whisper", events.Completion(StepName.Transcription)?.Engine.Name);

        Assert.All(service.Asked, asked => Assert.Equal("RIFF", asked.Head));
        Assert.All(service.Asked, asked => Assert.Equal("Bearer secret", asked.Key));
        Assert.Equal("", service.Asked.First().Language);
        Assert.All(service.Asked.Skip(1), asked => Assert.Equal("es", asked.Language));
    }

    [Fact]
    public async Task A_refused_key_is_named()
    {
        await using var service = await Service.StartAsync(_ => Results.Unauthorized());
        await using var pipeline = service.Pipeline();
        var failed = (await pipeline.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken, options => options.Language = "es")).Failure();
        Assert.Equal("engine-refused", failed?.Code);
        Assert.Contains("Transcription:Whisper:ApiKey", failed!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_there_can_be_tried_again_later()
    {
        await using var pipeline = new Pipeline(new() { ["Transcription:Whisper:Endpoint"] = "http://127.0.0.1:9/v1" });
        var failed = (await pipeline.RunFileAsync(Recordings.Memo, TestContext.Current.CancellationToken)).Failure();
        Assert.Equal("engine-unreachable", failed?.Code);
        Assert.True(failed!.Retryable);
    }

    private sealed class Service : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Service(WebApplication app) => _app = app;

        public ConcurrentQueue<(string Head, string Language, string Key)> Asked { get; } = new();

        public static async Task<Service> StartAsync(Func<HttpRequest, IResult> answer)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var service = new Service(app);
            app.MapPost("/v1/audio/transcriptions", async (HttpRequest request) =>
            {
                var form = await request.ReadFormAsync();
                var head = new byte[4];
                await using var file = form.Files.Single().OpenReadStream();
                await file.ReadExactlyAsync(head);
                service.Asked.Enqueue((System.Text.Encoding.ASCII.GetString(head), form["language"].ToString(), request.Headers.Authorization.ToString()));
                return answer(request);
            });
            await app.StartAsync(TestContext.Current.CancellationToken);
            return service;
        }

        public Pipeline Pipeline() => new(new() { ["Transcription:Whisper:Endpoint"] = _app.Urls.Single() + "/v1", ["Transcription:Whisper:ApiKey"] = "secret" });

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
