using System.Threading.Channels;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Decoding;

namespace RoiApp.Processing.Transcription;

/// <summary>Turns speech into time-stamped segments.</summary>
internal interface ISpeechRecogniser
{
    /// <summary>Name and version; part of cache keys and of the stored result.</summary>
    Engine Engine { get; }

    /// <summary>BCP 47 tags of the languages that it reads; empty when it reads any, and finds out by itself which one it hears.</summary>
    IReadOnlyList<string> Languages { get; }

    /// <summary>Recognises a recording, in order, each part as soon as it is known.</summary>
    /// <param name="audio">The recording from its start; the recogniser disposes of the blocks.</param>
    /// <param name="language">BCP 47 tag such as <c>en-GB</c>, or empty to detect it.</param>
    /// <param name="heard">Told how many milliseconds of audio have been gone through since it was told last; parts are worked on side by side.</param>
    /// <returns>Parts in order of time; segments carry times, words and a language, but no index yet.</returns>
    /// <exception cref="StepException">The engine is missing or gave up.</exception>
    IAsyncEnumerable<RecognisedPart> RecogniseAsync(ChannelReader<PcmBlock> audio, string language, Action<long> heard, CancellationToken ct);

    /// <summary>The same for those that know what to do with more than the language: partial text, known contacts.</summary>
    IAsyncEnumerable<RecognisedPart> RecogniseAsync(ChannelReader<PcmBlock> audio, Listening listening, CancellationToken ct) =>
        RecogniseAsync(audio, listening.Language, listening.Heard, ct);
}

/// <summary>What was heard up to a time.</summary>
/// <param name="UpToMs">All audio before it is done.</param>
/// <param name="Segments">The segments that begin since the part before; none where nobody spoke.</param>
internal sealed record RecognisedPart(long UpToMs, IReadOnlyList<Segment> Segments)
{
    /// <summary>Who heard it, where that is not the recogniser that was asked.</summary>
    public ISpeechRecogniser? By { get; init; }

    /// <summary>For people: why another engine goes on from here; empty as a rule.</summary>
    public string Note { get; init; } = "";
}
