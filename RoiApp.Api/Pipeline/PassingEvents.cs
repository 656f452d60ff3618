using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RoiApp.Api.Data;
using RoiApp.Api.Progress;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Pipeline;

/// <summary>Passes on progress and partial text, of each at most one every so often, and keeps none.</summary>
internal sealed class PassingEvents(EventFeed feed, TimeProvider time, IOptions<ProgressOptions> options)
{
    private readonly Dictionary<string, long> _lastAt = [];

    /// <summary>Call after the state events of the batch are committed: what passes carries the seq of the last of them.</summary>
    public void Pass(WorkflowRun run, IReadOnlyList<Wire.ProcessEvent> batch)
    {
        var passing = new List<EventResource>(2);
        if (batch.LastOrDefault(e => e.EventCase == Wire.ProcessEvent.EventOneofCase.Progress)?.Progress is { } progress && IsDue(EventTypes.Progress))
        {
            passing.Add(Event(run, EventTypes.Progress, Words.Of(FromWire.Step(progress.Step)), Message(progress), data: null));
        }
        if (batch.LastOrDefault(e => e.EventCase == Wire.ProcessEvent.EventOneofCase.Partial)?.Partial is { } partial && IsDue(EventTypes.Partial))
        {
            var segment = new SegmentResource(Index: -1, partial.StartMs, partial.StartMs, partial.Text, Confidence: 0, Translation: null);
            passing.Add(Event(run, EventTypes.Partial, Words.Of(StepName.Transcription), partial.Text, JsonSerializer.SerializeToElement(segment, ApiJson.Default.SegmentResource)));
        }
        feed.Publish(run.WorkflowId, passing);
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

    private static string? Message(Wire.StepProgress progress) => progress.TotalMs > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{progress.DoneMs / 1000.0:0} of {progress.TotalMs / 1000.0:0} s")
        : null;
}
