using System.Diagnostics;
using System.Diagnostics.Metrics;
using RoiApp.Api.Data;

namespace RoiApp.Api.Pipeline;

/// <summary>What runs tell operators.</summary>
internal sealed class PipelineMetrics
{
    public static readonly ActivitySource Activities = new("RoiApp.Api");

    private readonly Histogram<double> _steps;
    private readonly Histogram<double> _etaError;
    private readonly Counter<long> _takenOver;
    private readonly Counter<long> _elsewhere;

    public PipelineMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("RoiApp.Api");
        _steps = meter.CreateHistogram<double>("roiapp.pipeline.step.duration", "s", "How long a step took, as Processing measured it.");
        _etaError = meter.CreateHistogram<double>("roiapp.pipeline.eta_error", "1", "By what share of the time really left the estimate was off, at marks of a run.");
        _takenOver = meter.CreateCounter<long>("roiapp.pipeline.transcripts.reused", "{transcript}", "Recordings that were not heard again because their transcript was known.");
        _elsewhere = meter.CreateCounter<long>("roiapp.pipeline.hearings.awaited", "{look}", "Looks at a recording that another run was hearing just then.");
    }

    public void TranscriptTakenOver() => _takenOver.Add(1);

    public void HeardElsewhere() => _elsewhere.Add(1);

    /// <param name="mark">Percent done when it was said; one of a few.</param>
    /// <param name="error">0.1 is a tenth of the time that was really left.</param>
    public void Estimated(int mark, double error) => _etaError.Record(error, new KeyValuePair<string, object?>("percent", mark));

    public void StepEnded(StepName step, StepStatus status, long elapsedMs) => _steps.Record(
        elapsedMs / 1000.0,
        new KeyValuePair<string, object?>("step", Words.Of(step)),
        new KeyValuePair<string, object?>("status", Words.Of(status)));
}
