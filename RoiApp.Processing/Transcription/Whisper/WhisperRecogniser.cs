using System.ClientModel;
using System.ClientModel.Primitives;
using System.Threading.Channels;
using OpenAI.Audio;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Decoding;
using RoiApp.Processing.Services;

namespace RoiApp.Processing.Transcription.Whisper;

/// <summary>Any language, by an OpenAI-compatible speech service, stretch by stretch so that the first words come before the last are decoded.</summary>
/// <remarks>
/// A stretch is at most 30 s, under 1 MB as WAV: a twenty-fifth of what OpenAI takes. Answers are read by <see cref="WhisperAnswer"/>, because
/// compatible services leave out what the package's own types count on.
/// </remarks>
internal sealed class WhisperRecogniser(ServicePlace place, IHttpClientFactory http) : ISpeechRecogniser, IServiceEngine
{
    private const string What = "speech service";
    private const int FewestSamples = PcmBlock.SampleRate;

    private readonly AudioClient _client = new(place.Options.Model is { Length: > 0 } model ? model : SpeechOptions.UsualModel, place.Key(), http.ClientOptions(place));

    // What the service was found to tell; asked for less only after it said no.
    private volatile WhisperForm _form;
    private volatile string? _trouble;

    public Engine Engine { get; } = new() { Name = "whisper", Version = place.Options.Model is { Length: > 0 } model ? model : SpeechOptions.UsualModel };

    public IReadOnlyList<string> Languages => [];

    public string? Trouble => _trouble;

    public async IAsyncEnumerable<RecognisedPart> RecogniseAsync(
        ChannelReader<PcmBlock> audio, string language, Action<long> heard, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        using var detected = new LanguageDetectedOnce(language);
        await foreach (var part in new SpeechCutter().CutAsync(audio, ct).SelectInOrderAsync(place.Options.Parallel, (chunk, token) => RecogniseAsync(chunk, detected, heard, token), ct))
        {
            yield return part;
        }
    }

    private async Task<RecognisedPart> RecogniseAsync(SpeechChunk chunk, LanguageDetectedOnce detected, Action<long> heard, CancellationToken ct)
    {
        using (chunk)
        {
            var segments = chunk.IsSilent ? [] : (await detected.UseAsync(language => AskAsync(chunk.Samples, chunk.StartMs, language, ct), ct)).Segments;
            heard(chunk.EndMs - chunk.StartMs);
            return new RecognisedPart(chunk.EndMs, segments);
        }
    }

    private async Task<WhisperAnswer> AskAsync(ReadOnlyMemory<short> samples, long startMs, string language, CancellationToken ct)
    {
        try
        {
            var form = _form;
            try
            {
                return await AskAsync(form, samples, startMs, language, ct);
            }
            catch (ClientResultException e) when (form.IsTooMuch(e.Status, ServiceFailure.MessageIn(e)))
            {
                _form = form + 1;
                return await AskAsync(samples, startMs, language, ct);
            }
            catch (ClientResultException e) when (e.Status == 413 && samples.Length >= 2 * FewestSamples)
            {
                return await AskInHalvesAsync(samples, startMs, language, ct);
            }
        }
        catch (Exception e) when (ServiceFailure.Covers(e, ct))
        {
            var failed = ServiceFailure.Of(e, place, What);
            _trouble = failed.Message;
            throw failed;
        }
    }

    private async Task<WhisperAnswer> AskAsync(WhisperForm form, ReadOnlyMemory<short> samples, long startMs, string language, CancellationToken ct)
    {
        using var body = form.Body(WavStretch.From(samples.Span).ToArray(), place, language);
        var bytes = await body.ReadAsByteArrayAsync(ct); // A further attempt sends it again.
        var answer = await _client.TranscribeAudioAsync(BinaryContent.Create(BinaryData.FromBytes(bytes)), body.Headers.ContentType!.ToString(), new RequestOptions { CancellationToken = ct });
        _trouble = null;
        return WhisperAnswer.Read(answer.GetRawResponse().Content.ToMemory(), startMs, PcmBlock.ToMs(samples.Length), language);
    }

    // Where the service's limit is that low, a word at the cut may be lost, but not the memo.
    private async Task<WhisperAnswer> AskInHalvesAsync(ReadOnlyMemory<short> samples, long startMs, string language, CancellationToken ct)
    {
        var half = samples.Length / 2;
        var first = await AskAsync(samples[..half], startMs, language, ct);
        var second = await AskAsync(samples[half..], startMs + PcmBlock.ToMs(half), language, ct);
        return new WhisperAnswer(first.Segments.Count > 0 ? first.Language : second.Language, [.. first.Segments, .. second.Segments]);
    }
}
