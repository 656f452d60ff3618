using System.Diagnostics.Metrics;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>What resumable uploads tell operators.</summary>
internal sealed class UploadMetrics
{
    private readonly Counter<long> _opened;
    private readonly Counter<long> _finished;
    private readonly Counter<long> _resumed;
    private readonly Counter<long> _brokenOff;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _removed;
    private readonly Counter<long> _bytes;

    public UploadMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("RoiApp.Api");
        _opened = meter.CreateCounter<long>("roiapp.uploads.opened", "{upload}", "Resumable uploads begun.");
        _finished = meter.CreateCounter<long>("roiapp.uploads.finished", "{upload}", "Resumable uploads that became a workflow.");
        _resumed = meter.CreateCounter<long>("roiapp.uploads.resumed", "{request}", "Times a client asked how far an unfinished upload is, to go on.");
        _brokenOff = meter.CreateCounter<long>("roiapp.uploads.broken_off", "{request}", "Requests that ended before their last byte.");
        _refused = meter.CreateCounter<long>("roiapp.uploads.refused", "{request}", "Requests answered with a problem.");
        _removed = meter.CreateCounter<long>("roiapp.uploads.removed", "{upload}", "Uploads that were given up.");
        _bytes = meter.CreateCounter<long>("roiapp.uploads.bytes", "By", "Content received by resumable uploads.");
    }

    public void Opened() => _opened.Add(1);

    public void Finished(bool known) => _finished.Add(1, new KeyValuePair<string, object?>("known", known));

    public void Resumed() => _resumed.Add(1);

    /// <param name="reason"><c>connection</c>, <c>taken-over</c>, <c>too-slow</c> or <c>stopping</c>.</param>
    public void BrokenOff(string reason) => _brokenOff.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <param name="problem">The problem's slug: there are a few dozen.</param>
    public void Refused(string problem) => _refused.Add(1, new KeyValuePair<string, object?>("problem", problem));

    /// <param name="reason"><c>terminated</c>, <c>refused</c> or <c>expired</c>.</param>
    public void Removed(string reason, int count = 1) => _removed.Add(count, new KeyValuePair<string, object?>("reason", reason));

    public void Received(long bytes) => _bytes.Add(bytes);
}
