using System.Diagnostics;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RoiApp.Contracts.V1;
using RoiApp.Processing;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Extraction;
using RoiApp.Processing.Receiving;
using RoiApp.Processing.Transcription;
using RoiApp.Processing.Translation;
using RoiApp.Testing.OpenAI;

namespace RoiApp.Bench.Pipeline;

/// <summary>
/// The real stages with services that take a production system's usual times for a minute of memo: 10 s to transcribe, 1.5 s to translate,
/// 2 s to extract. Once as RoiApp runs them, once a step after the other, a request at a time.
/// </summary>
internal sealed class Overlap : IAsyncDisposable
{
    private const double TranscriptionPerMinute = 10;
    private const double TranslationPerMinute = 1.5;
    private const double ExtractionPerMinute = 2;
    private const double WordsPerSecond = 2.5;
    private const double SegmentSeconds = 3;

    private static readonly string[] s_words = ["hablamos", "de", "los", "precios", "y", "del", "contrato", "con", "el", "cliente"];

    private readonly OpenAIServer _server;

    private Overlap(OpenAIServer server) => _server = server;

    public static async Task<Overlap> StartAsync(CancellationToken ct)
    {
        var server = await OpenAIServer.StartAsync(ct);
        server.Hear = async (asked, ct) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(asked.Seconds / 60 * TranscriptionPerMinute), ct);
            return Heard(asked.Seconds);
        };
        server.Say = async (request, ct) =>
        {
            var data = JsonSerializer.Deserialize<JsonElement>(request.Last("user"));
            var translates = data.TryGetProperty("text", out var text);
            var words = (translates ? text : data.GetProperty("transcript")).GetString()!.Split([' ', '\n']).Length;
            var minutes = words / WordsPerSecond / 60;
            await Task.Delay(TimeSpan.FromSeconds(minutes * (translates ? TranslationPerMinute : ExtractionPerMinute)), ct);
            return translates ? """{"translation":"we talked about the prices and the contract with the client"}""" : """{"contacts":[]}""";
        };
        return new Overlap(server);
    }

    /// <summary>As RoiApp runs a memo.</summary>
    public async Task<TimeSpan> OverlappedAsync(string recording, int stretchesAtOnce, CancellationToken ct)
    {
        await using var services = Services(stretchesAtOnce);
        await using var file = File.OpenRead(recording);
        var options = new ProcessOptions { FileName = Path.GetFileName(recording), Source = SourceKind.Audio, ContentBytes = file.Length, Language = "es", TargetLanguage = "en" };
        var events = new WorkflowEvents(TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        var running = services.GetRequiredService<WorkflowRunner>().RunAsync(new WorkflowRequest(options, [], PipeReader.Create(file)), events, ct);
        var done = 0;
        await foreach (var happened in events.Reader.ReadAllAsync(ct))
        {
            if (happened.StepFailed is { } failed)
            {
                throw new InvalidOperationException(failed.Message);
            }
            done += happened.StepCompleted is not null ? 1 : 0;
        }
        await running;
        var took = Stopwatch.GetElapsedTime(started);
        return done == 3 ? took : throw new InvalidOperationException($"{done} of 3 steps were done.");
    }

    /// <summary>The same engines, asked the same, one request after the other.</summary>
    public async Task<TimeSpan> OneAfterAnotherAsync(string recording, CancellationToken ct)
    {
        await using var services = Services(stretchesAtOnce: 1);
        await using var file = File.OpenRead(recording);
        var started = Stopwatch.GetTimestamp();
        var pcm = Channel.CreateUnbounded<PcmBlock>();
        await services.GetRequiredService<AudioDecoder>().DecodeAsync(PipeReader.Create(file), pcm.Writer, new DecodingProgress(file.Length), ct);
        pcm.Writer.Complete();
        var segments = new List<Segment>();
        await foreach (var part in services.GetRequiredService<ISpeechRecogniser>().RecogniseAsync(pcm.Reader, "es", _ => { }, ct))
        {
            segments.AddRange(part.Segments);
        }
        var translator = services.GetRequiredService<Translators>().InOrder[0];
        foreach (var segment in segments)
        {
            await translator.TranslateAsync(segment.Text, "es", "en", ct);
        }
        await services.GetRequiredService<ReportExtractors>().InOrder[0].ExtractAsync(segments, "es", ct);
        return Stopwatch.GetElapsedTime(started);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private ServiceProvider Services(int stretchesAtOnce)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var section in new[] { SpeechOptions.Section, TranslationOptions.Section, ExtractionOptions.Section })
        {
            settings[$"{section}:Provider"] = "OpenAI";
            settings[$"{section}:Endpoint"] = _server.Endpoint.ToString();
            settings[$"{section}:ApiKey"] = _server.Key;
            settings[$"{section}:FallBackToEmbedded"] = "false";
        }
        settings[$"{SpeechOptions.Section}:Parallel"] = stretchesAtOnce.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging().AddMetrics().AddPipeline().AddExtraction();
        return services.BuildServiceProvider();
    }

    // Segments of three seconds, at the pace of somebody who speaks 150 words a minute.
    private static HeardSpeech Heard(double seconds)
    {
        var segments = new List<HeardSegment>();
        for (var start = 0.0; start < seconds; start += SegmentSeconds)
        {
            var end = Math.Min(seconds, start + SegmentSeconds);
            var words = Math.Max(1, (int)Math.Round((end - start) * WordsPerSecond));
            segments.Add(new HeardSegment(start, end, string.Join(' ', Enumerable.Range(0, words).Select(i => s_words[i % s_words.Length])), -0.1, []));
        }
        return new HeardSpeech("spanish", segments);
    }
}
