using RoiApp.Contracts.V1;

namespace RoiApp.Cli.Report;

/// <summary>Says an event in a few words for a progress line; null where it would only flicker.</summary>
internal static class ProgressWords
{
    public static string? For(WorkflowEvent e) => e.Type switch
    {
        "workflow.status" => e.DataCase == WorkflowEvent.DataOneofCase.Workflow ? e.Workflow.Status.Word() : e.Message,
        "step.started" or "progress" => e.Step switch
        {
            "transcription" => "listening",
            "translation" => "translating",
            "extraction" => "reading the report",
            _ => null,
        },
        "step.completed" when e.WorkflowStep is { Status: StepStatus.Failed } step => $"{e.Step} failed: {step.Error?.Message}",
        "segment" => $"“{Shorten(e.Segment.Text)}”",
        _ => null,
    };

    private static string Shorten(string text) => text.Length <= 48 ? text : string.Concat(text.AsSpan(0, 47), "…");
}
