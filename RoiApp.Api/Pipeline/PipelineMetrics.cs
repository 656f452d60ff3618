using System.Diagnostics;
using System.Diagnostics.Metrics;
using RoiApp.Api.Data;

namespace RoiApp.Api.Pipeline;

/// <summary>What runs tell operators.</summary>
internal sealed class PipelineMetrics
{
    public static readonly ActivitySource Activities = new("RoiApp.Api");

    private readonly Histogram<double> _steps;

    public PipelineMetrics(IMeterFactory meters) =>
        _steps = meters.Create("RoiApp.Api").CreateHistogram<double>("roiapp.pipeline.step.duration", "s", "How long a step took, as Processing measured it.");

    public void StepEnded(StepName step, StepStatus status, long elapsedMs) => _steps.Record(
        elapsedMs / 1000.0,
        new KeyValuePair<string, object?>("step", Words.Of(step)),
        new KeyValuePair<string, object?>("status", Words.Of(status)));
}
