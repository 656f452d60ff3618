using System.Globalization;
using RoiApp.Contracts.V1;

namespace RoiApp.Cli.Report;

/// <summary>Says an event in a few words for a progress line; null where it would only flicker.</summary>
internal static class ProgressWords
{
    private const int QueueCountedTo = 1000;

    public static string? For(WorkflowEvent e) => e.Type switch
    {
        "workflow.status" => e.DataCase == WorkflowEvent.DataOneofCase.Workflow ? e.Workflow.Status.Word() : e.Message,
        "progress" when e.Progress?.QueuePosition is { } ahead => ahead switch
        {
            0 => "next in line",
            >= QueueCountedTo => string.Create(CultureInfo.InvariantCulture, $"waiting, {QueueCountedTo:N0} or more before it"),
            _ => string.Create(CultureInfo.InvariantCulture, $"waiting, {ahead} before it"),
        },
        "step.started" or "progress" => Doing(e.Step) is { } doing ? e.Progress?.EtaMs is { } eta ? $"{doing}, {Left(TimeSpan.FromMilliseconds(eta))}" : doing : null,
        "step.completed" when e.WorkflowStep is { Status: StepStatus.Failed } step => $"{e.Step} failed: {step.Error?.Message}",
        "segment" => $"“{Shorten(e.Segment.Text)}”",
        _ => null,
    };

    private static string? Doing(string step) => step switch
    {
        "transcription" => "listening",
        "translation" => "translating",
        "extraction" => "reading the report",
        _ => null,
    };

    // As coarse as it is sure.
    private static string Left(TimeSpan left) => left switch
    {
        { TotalSeconds: < 7.5 } => "a few seconds left",
        { TotalSeconds: < 57.5 } => string.Create(CultureInfo.InvariantCulture, $"about {Math.Round(left.TotalSeconds / 5) * 5:0} s left"),
        { TotalMinutes: < 59.5 } => string.Create(CultureInfo.InvariantCulture, $"about {Math.Max(1, Math.Round(left.TotalMinutes)):0} min left"),
        _ => string.Create(CultureInfo.InvariantCulture, $"about {Math.Round(left.TotalHours * 2) / 2:0.#} h left"),
    };

    private static string Shorten(string text) => text.Length <= 48 ? text : string.Concat(text.AsSpan(0, 47), "…");
}
