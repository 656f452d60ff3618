using RoiApp.Contracts.V1;

namespace RoiApp.Processing;

/// <summary>How far a workflow is: the share of its audio time that every step which reads along has passed. It never goes back.</summary>
/// <remarks>Recognisers and the translator report from threads of their own.</remarks>
internal sealed class WorkflowProgress(WorkflowEvents events)
{
    // The report itself is what is still missing when all is read.
    private const double UntilReport = 99;

    // Of somebody who speaks 150 words a minute: for transcripts that carry no times.
    private const int MsPerWord = 400;

    private readonly Lock _lock = new();
    private long _heardMs;
    private long _translatedMs;
    private double _overallPercent;
    private bool _followed;

    /// <summary>Length of all that is said; 0 while unknown. A recording's becomes known while it is decoded.</summary>
    public Func<long> TotalMs { get; set; } = static () => 0;

    /// <summary>How long a text takes to say.</summary>
    public static long SpokenMs(string text) => (text.AsSpan().Count(' ') + 1) * (long)MsPerWord;

    /// <summary>The recognisers went through some more audio, each in its own stretch.</summary>
    public void Heard(long ms)
    {
        lock (_lock)
        {
            _heardMs += ms;
            Offer(StepName.Transcription, _heardMs);
        }
    }

    /// <summary>All that was said up to a time is known: pauses that nobody had to listen to are done with it.</summary>
    public void Transcribed(long upToMs)
    {
        lock (_lock)
        {
            _heardMs = Math.Max(_heardMs, upToMs);
            Offer(StepName.Transcription, _heardMs);
        }
    }

    /// <summary>A translation follows the transcription: from now on both count.</summary>
    public void Follow()
    {
        lock (_lock)
        {
            _followed = true;
        }
    }

    public void Translated(Segment segment)
    {
        lock (_lock)
        {
            _translatedMs = segment.EndMs > 0 ? segment.EndMs : _translatedMs + SpokenMs(segment.Text);
            Offer(StepName.Translation, _translatedMs);
        }
    }

    /// <summary>The translation is done, or gave up: only the transcription counts now.</summary>
    public void StopFollowing()
    {
        lock (_lock)
        {
            _followed = false;
        }
    }

    private void Offer(StepName step, long doneMs)
    {
        var total = TotalMs();
        var progress = new StepProgress { Step = step, DoneMs = total > 0 ? Math.Min(doneMs, total) : doneMs, TotalMs = total };
        if (total > 0)
        {
            var everywhere = _followed ? Math.Min(_heardMs, _translatedMs) : _heardMs;
            _overallPercent = Math.Max(_overallPercent, Math.Min(UntilReport, 100.0 * everywhere / total));
            progress.Percent = Math.Min(100, 100.0 * doneMs / total);
            progress.OverallPercent = _overallPercent;
        }
        events.Offer(progress);
    }
}
