using RoiApp.Api.Data;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Pipeline;

/// <summary>How far one run is, step by step, how long it still takes, and afterwards how wrong that was.</summary>
/// <param name="from">Percent that was done before.</param>
internal sealed class RunProgress(TimeProvider time, double from)
{
    /// <summary>Percent of a run at which what was said is held against what came.</summary>
    public static readonly int[] Marks = [10, 25, 50, 75];

    private static readonly string s_transcription = Words.Of(StepName.Transcription);

    private readonly long _begun = time.GetTimestamp();
    private readonly Dictionary<string, double> _steps = [];
    private readonly Dictionary<int, (TimeSpan At, TimeSpan Said)> _marked = [];
    private RemainingTime _remaining = new(pace: null);
    private bool _isTranscribed;

    /// <summary>Says how fast the engine was in earlier runs.</summary>
    public void Expect(double? pace) => _remaining = new(pace);

    /// <summary>Takes in that a step is done.</summary>
    public void Completed(StepName step) => _isTranscribed |= step == StepName.Transcription;

    /// <summary>Takes in what Processing said last.</summary>
    /// <param name="percent">0 to 100 of the whole workflow, which never goes back.</param>
    public ProgressResource After(Wire.StepProgress progress, double percent)
    {
        var step = Words.Of(FromWire.Step(progress.Step));
        if (progress.Percent is { } stepPercent)
        {
            _steps[step] = Math.Round(Math.Clamp(stepPercent, 0, 100), 2);
        }
        var elapsed = time.GetElapsedTime(_begun);
        var share = Share(percent);
        var left = _remaining.After(elapsed, share, progress.TotalMs);
        foreach (var mark in Marks.Where(mark => left is not null && share * 100 >= mark))
        {
            _marked.TryAdd(mark, (elapsed, left!.Value));
        }
        return new(
            progress.Percent is null ? null : _steps[step], progress.DoneMs, progress.TotalMs > 0 ? progress.TotalMs : null, (long?)left?.TotalMilliseconds, QueuePosition: null,
            new Dictionary<string, double>(_steps));
    }

    /// <summary>Call when the run has reached its report: by what share of the time that was really left each mark's word was off.</summary>
    public IEnumerable<(int Mark, double Error)> Errors()
    {
        var ended = time.GetElapsedTime(_begun);
        return _marked.Where(m => ended > m.Value.At).Select(m => (m.Key, (m.Value.Said - (ended - m.Value.At)).Duration() / (ended - m.Value.At)));
    }

    // What is heard grows evenly with time. The whole does not while recognisers work side by side: it stands while a translation waits for the piece before it.
    private double Share(double percent) => !_isTranscribed && _steps.TryGetValue(s_transcription, out var heard) ? heard / 100 : Math.Max(0, percent - from) / (100 - from);
}
