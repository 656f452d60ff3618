using System.Diagnostics.Metrics;

namespace RoiApp.Api.Intake;

/// <summary>What intake tells operators.</summary>
internal sealed class IntakeMetrics
{
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _files;

    public IntakeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("RoiApp.Api");
        _bytes = meter.CreateCounter<long>("roiapp.intake.bytes", "By", "Content stored for a workflow.");
        _files = meter.CreateCounter<long>("roiapp.intake.files", "{file}", "Files that became a workflow.");
    }

    /// <param name="format">One of a dozen containers: a bounded tag.</param>
    public void Received(long bytes, string format)
    {
        _bytes.Add(bytes);
        _files.Add(1, new KeyValuePair<string, object?>("format", format));
    }
}
