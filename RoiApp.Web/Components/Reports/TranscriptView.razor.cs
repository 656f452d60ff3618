using System.Globalization;
using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Live;

namespace RoiApp.Web.Components.Reports;

/// <summary>What was said, beside its translation, each segment as soon as it is known.</summary>
public sealed partial class TranscriptView
{
    /// <summary>What is known.</summary>
    [Parameter, EditorRequired]
    public WorkflowView View { get; set; } = default!;

    private bool IsTimed => View.Workflow.Source == "audio" || View.Segments.Any(segment => segment.EndMs > 0);

    private bool IsTranslated => View.Segments.Any(segment => segment.Translation is not null)
        || (!View.IsEnded && View.Workflow.Steps.Any(step => step is { Name: "translation", Status: "running" }));

    private string? Translator => View.Workflow.Steps.FirstOrDefault(step => step.Name == "translation")?.Engine;

    private string? Spoken => View.Workflow.Language is "auto" or "und" or "" ? null : View.Workflow.Language;

    private string Nothing => View.Workflow.Status switch
    {
        "completed" => "No words were found in this recording.",
        "failed" or "cancelled" => "Nothing was transcribed before the workflow ended.",
        _ => "The first words appear here as soon as they are recognised.",
    };

    private static string? DoubtAbout(SegmentResource segment) => Wording.IsUnsure(segment.Confidence)
        ? string.Create(CultureInfo.InvariantCulture, $"Not heard clearly: {segment.Confidence * 100:0} % sure")
        : null;
}
