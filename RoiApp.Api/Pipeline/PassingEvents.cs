using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Progress;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Pipeline;

/// <summary>Passes on progress and partial text of one run, of each at most one every so often, and keeps none.</summary>
internal sealed class PassingEvents(EventFeed feed, EnginePace paces, PipelineMetrics metrics, TimeProvider time, IOptions<ProgressOptions> options)
{
    private readonly Dictionary<string, long> _lastAt = [];
    private RunProgress? _progress;

    /// <summary>Call after the state events of the batch are committed: what passes carries the seq of the last of them.</summary>
    public async Task PassAsync(WorkflowRun run, IReadOnlyList<Wire.ProcessEvent> batch, CancellationToken ct)
    {
        _progress ??= new(time, run.Progress);
        if (batch.FirstOrDefault(e => e.StepStarted is { Step: Wire.StepName.Transcription })?.StepStarted.Engine is { } engine && run.Source == SourceKind.Audio)
        {
            _progress.Expect(await paces.OfAsync(engine.Name, engine.Version, ct));
        }
        var passing = new List<EventResource>(2);
        ProgressResource? known = null;
        foreach (var said in batch)
        {
            if (said.Progress is { } progress)
            {
                known = _progress.After(progress, run.Progress);
            }
            else if (said.StepCompleted is { } completed)
            {
                _progress.Completed(FromWire.Step(completed.Step));
            }
        }
        if (known is not null && IsDue(EventTypes.Progress))
        {
            var step = batch.Last(e => e.EventCase == Wire.ProcessEvent.EventOneofCase.Progress).Progress.Step;
            passing.Add(Event(run, EventTypes.Progress, Words.Of(FromWire.Step(step)), Message(known), JsonSerializer.SerializeToElement(known, ApiJson.Default.ProgressResource)));
        }
        if (batch.LastOrDefault(e => e.EventCase == Wire.ProcessEvent.EventOneofCase.Partial)?.Partial is { } partial && IsDue(EventTypes.Partial))
        {
            var segment = new SegmentResource(Index: -1, partial.StartMs, partial.StartMs, partial.Text, Confidence: 0, Translation: null);
            passing.Add(Event(run, EventTypes.Partial, Words.Of(StepName.Transcription), partial.Text, JsonSerializer.SerializeToElement(segment, ApiJson.Default.SegmentResource)));
        }
        feed.Pass(run.Owner, run.WorkflowId, passing);
    }

    /// <summary>Call when the run has reached its report.</summary>
    public void Completed()
    {
        foreach (var (mark, error) in _progress?.Errors() ?? [])
        {
            metrics.Estimated(mark, error);
        }
    }

    private bool IsDue(string type)
    {
        var now = time.GetTimestamp();
        if (_lastAt.TryGetValue(type, out var last) && time.GetElapsedTime(last, now) < options.Value.PassingEvery)
        {
            return false;
        }
        _lastAt[type] = now;
        return true;
    }

    private EventResource Event(WorkflowRun run, string type, string step, string? message, JsonElement? data) =>
        new(run.LastSeq, run.WorkflowId, time.Now(), type, step, Math.Round(run.Progress, 2), message, data);

    private static string? Message(ProgressResource progress) => progress.TotalMs is { } total
        ? string.Create(CultureInfo.InvariantCulture, $"{progress.DoneMs / 1000.0:0} of {total / 1000.0:0} s")
        : null;
}
