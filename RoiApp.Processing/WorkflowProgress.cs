using RoiApp.Contracts.V1;

namespace RoiApp.Processing;

/// <summary>How far a workflow is: the share of its audio time that every step which reads along has passed.</summary>
/// <param name="followed">True when a translation follows the transcription.</param>
internal sealed class WorkflowProgress(WorkflowEvents events, bool followed)
{
    // The report itself is what is still missing when all is read.
    private const double UntilReport = 99;

    // Of somebody who speaks 150 words a minute: for transcripts that carry no times.
    private const int MsPerWord = 400;

    private long _heardMs;
    private long _transcribedMs;
    private long _translatedMs;

    /// <summary>Length of all that is said; 0 while unknown. A recording's becomes known while it is decoded.</summary>
    public Func<long> TotalMs { get; set; } = static () => 0;

    /// <summary>How long a text takes to say.</summary>
    public static long SpokenMs(string text) => (text.AsSpan().Count(' ') + 1) * (long)MsPerWord;

    /// <summary>The recognisers went through some more audio, each in its own stretch; called from their threads.</summary>
    public void Heard(long ms) => OfferTranscription(Interlocked.Add(ref _heardMs, ms));

    /// <summary>All that was said up to a time is known.</summary>
    public void Transcribed(long upToMs)
    {
        Volatile.Write(ref _transcribedMs, upToMs);
        OfferTranscription(Interlocked.Read(ref _heardMs));
    }

    public void Translated(Segment segment)
    {
        _translatedMs = segment.EndMs > 0 ? segment.EndMs : _translatedMs + SpokenMs(segment.Text);
        Offer(StepName.Translation, _translatedMs);
    }

    /// <summary>The translation has nothing to do, or gave up: only the transcription counts now.</summary>
    public void StopFollowing() => followed = false;

    // Pauses that nobody had to listen to are done once the words after them are known.
    private void OfferTranscription(long heardMs) => Offer(StepName.Transcription, Math.Max(heardMs, Volatile.Read(ref _transcribedMs)));

    private void Offer(StepName step, long doneMs)
    {
        var total = TotalMs();
        var progress = new StepProgress { Step = step, DoneMs = doneMs, TotalMs = total };
        if (total > 0)
        {
            var transcribedMs = Math.Max(Interlocked.Read(ref _heardMs), Volatile.Read(ref _transcribedMs));
            var everywhere = followed ? Math.Min(transcribedMs, _translatedMs) : transcribedMs;
            progress.Percent = Math.Min(100, 100.0 * doneMs / total);
            progress.OverallPercent = Math.Min(UntilReport, 100.0 * everywhere / total);
        }
        events.Offer(progress);
    }
}
