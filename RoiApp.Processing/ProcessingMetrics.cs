using System.Diagnostics;
using System.Diagnostics.Metrics;
using RoiApp.Contracts.V1;

namespace RoiApp.Processing;

/// <summary>What Processing measures of itself. No tag ever holds an id or a name from a memo.</summary>
internal sealed class ProcessingMetrics
{
    public const string Name = "RoiApp.Processing";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Histogram<double> _step;
    private readonly Histogram<double> _recognition;
    private readonly Histogram<double> _wait;
    private readonly Counter<double> _audio;
    private readonly UpDownCounter<int> _active;
    private readonly Counter<long> _refused;

    public ProcessingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _step = meter.CreateHistogram<double>("roiapp.processing.step_duration", "s", "Time that a step took, by step and outcome.");
        _recognition = meter.CreateHistogram<double>("roiapp.processing.real_time_factor", "1", "Recogniser's time over audio time, per stretch of speech.");
        _wait = meter.CreateHistogram<double>("roiapp.processing.recogniser_wait", "s", "Time that a stretch of speech waited for a recogniser.");
        _audio = meter.CreateCounter<double>("roiapp.processing.audio_decoded", "s", "Audio decoded, by format.");
        _active = meter.CreateUpDownCounter<int>("roiapp.processing.active_workflows", "{workflow}", "Workflows that run now.");
        _refused = meter.CreateCounter<long>("roiapp.processing.refused_workflows", "{workflow}", "Workflows sent elsewhere because this replica had enough.");
    }

    public void Decoded(string format, long durationMs) => _audio.Add(durationMs / 1000.0, new KeyValuePair<string, object?>("format", format));

    public void Recognised(TimeSpan waited, TimeSpan took, TimeSpan audio)
    {
        _wait.Record(waited.TotalSeconds);
        _recognition.Record(took / audio);
    }

    public void StepEnded(StepName step, string outcome, TimeSpan took) => _step.Record(
        took.TotalSeconds, new KeyValuePair<string, object?>("step", step.ToWord()), new KeyValuePair<string, object?>("outcome", outcome));

    public void WorkflowStarted() => _active.Add(1);

    public void WorkflowEnded() => _active.Add(-1);

    public void WorkflowRefused() => _refused.Add(1);
}

/// <summary>Steps as words, for telemetry and messages.</summary>
internal static class StepNames
{
    public static string ToWord(this StepName step) => step switch
    {
        StepName.Transcription => "transcription",
        StepName.Translation => "translation",
        StepName.Extraction => "extraction",
        _ => "unknown",
    };
}
