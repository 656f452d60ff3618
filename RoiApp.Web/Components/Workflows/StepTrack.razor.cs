using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Components.Workflows;

/// <summary>Transcription, translation, extraction: how each stands, who does it, how long it takes.</summary>
public sealed partial class StepTrack
{
    private static readonly string[] s_order = ["transcription", "translation", "extraction"];

    /// <summary>Whose steps.</summary>
    [Parameter, EditorRequired]
    public WorkflowResource Workflow { get; set; } = default!;

    /// <summary>How far the steps are; null while nothing was said of it.</summary>
    [Parameter]
    public ProgressResource? Progress { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private IEnumerable<StepResource> Steps => s_order.Select(name =>
        Workflow.Steps.FirstOrDefault(step => step.Name == name) ?? new(name, "pending", null, null, null, false, null, null));

    private static string? SignOf(string status) => status switch
    {
        "completed" => "check",
        "failed" => "cross",
        "skipped" => "dash",
        _ => null,
    };

    private string StateOf(StepResource step) => step switch
    {
        { Status: "completed", Cached: true } => "Done, from an earlier run",
        { Status: "completed", ElapsedMs: { } ms } => $"Done in {Wording.Length(TimeSpan.FromMilliseconds(ms))}",
        { Status: "completed" } => "Done",
        { Status: "running", StartedAt: { } started } when Progress?.Steps?.TryGetValue(step.Name, out var percent) == true =>
            $"{Math.Floor(percent)} % in {Wording.Clock((long)Math.Max(0, (Time.GetUtcNow() - started).TotalMilliseconds))}",
        { Status: "running", StartedAt: { } started } => $"Running for {Wording.Clock((long)Math.Max(0, (Time.GetUtcNow() - started).TotalMilliseconds))}",
        { Status: "running" } => "Running",
        { Status: "skipped" } => "Not needed",
        { Status: "failed", ElapsedMs: { } ms } => $"Failed after {Wording.Length(TimeSpan.FromMilliseconds(ms))}",
        { Status: "failed" } => "Failed",
        _ => "Waiting",
    };
}
