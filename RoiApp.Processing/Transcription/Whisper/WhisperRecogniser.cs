using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using OpenAI;
using OpenAI.Audio;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Decoding;

namespace RoiApp.Processing.Transcription.Whisper;

/// <summary>Any language, by an OpenAI-compatible speech service, stretch by stretch so that the first words come before the last are decoded.</summary>
internal sealed class WhisperRecogniser : ISpeechRecogniser
{
    private const string NoKey = "none";

    private readonly WhisperOptions _options;
    private readonly AudioClient _client;

    public WhisperRecogniser(IOptions<TranscriptionOptions> options)
    {
        _options = options.Value.Whisper;
        Engine = new Engine { Name = "whisper", Version = _options.Model };
        _client = new AudioClient(_options.Model, new ApiKeyCredential(_options.ApiKey.Length > 0 ? _options.ApiKey : NoKey), new OpenAIClientOptions
        {
            Endpoint = _options.Endpoint,
            NetworkTimeout = _options.StretchLimit,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 2),
        });
    }

    public Engine Engine { get; }

    public IReadOnlyList<string> Languages => [];

    public async IAsyncEnumerable<RecognisedPart> RecogniseAsync(
        ChannelReader<PcmBlock> audio, string language, Action<long> heard, [EnumeratorCancellation] CancellationToken ct)
    {
        using var detected = new LanguageDetectedOnce(language);
        await foreach (var part in new SpeechCutter().CutAsync(audio, ct).SelectInOrderAsync(_options.Parallel, (chunk, token) => RecogniseAsync(chunk, detected, heard, token), ct))
        {
            yield return part;
        }
    }

    private async Task<RecognisedPart> RecogniseAsync(SpeechChunk chunk, LanguageDetectedOnce detected, Action<long> heard, CancellationToken ct)
    {
        using (chunk)
        {
            var segments = chunk.IsSilent ? [] : await detected.UseAsync(language => AskAsync(chunk, language, ct), ct);
            heard(chunk.EndMs - chunk.StartMs);
            return new RecognisedPart(chunk.EndMs, segments);
        }
    }

    private async Task<(string Language, IReadOnlyList<Segment> Segments)> AskAsync(SpeechChunk chunk, string language, CancellationToken ct)
    {
        var asked = new AudioTranscriptionOptions
        {
            ResponseFormat = AudioTranscriptionFormat.Verbose,
            TimestampGranularities = AudioTimestampGranularities.Word | AudioTimestampGranularities.Segment,
            Language = language.Length > 0 ? LanguageTag.Primary(language) : null,
        };
        try
        {
            await using var wav = WavStretch.From(chunk.Samples.Span);
            AudioTranscription answer = await _client.TranscribeAudioAsync(wav, "speech.wav", asked, ct);
            var spoken = language.Length > 0 ? language : WhisperAnswer.TagOf(answer.Language);
            return (spoken, WhisperAnswer.ToSegments(answer, chunk.StartMs, spoken));
        }
        catch (ClientResultException e) when (e.Status is 401 or 403)
        {
            throw new StepException("engine-refused", $"The speech service at {_options.Endpoint} refused the key (HTTP {e.Status}). Set Transcription:Whisper:ApiKey to one that it knows.", retryable: true, e);
        }
        catch (Exception e) when (e is ClientResultException or AggregateException or HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new StepException("engine-unreachable", $"The speech service at {_options.Endpoint} did not answer as it should ({Reason(e)}). Check Transcription:Whisper:Endpoint and that the service is up, then try again.", retryable: true, e);
        }
    }

    private static string Reason(Exception e) => e switch
    {
        ClientResultException { Status: > 0 } answered => $"HTTP {answered.Status}",
        OperationCanceledException => "it took too long",
        _ => "no connection",
    };
}
