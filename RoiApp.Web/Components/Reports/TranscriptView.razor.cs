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

    // The words that were guessed, marked for eyes and for ears.
    private static RenderFragment Text(SegmentResource segment) => builder =>
    {
        var done = 0;
        foreach (var word in (segment.UnsureWords ?? []).Where(word => word.At >= 0 && word.Length > 0 && word.At + word.Length <= segment.Text.Length))
        {
            if (word.At < done)
            {
                continue;
            }
            builder.AddContent(0, segment.Text[done..word.At]);
            builder.OpenElement(1, "span");
            builder.AddAttribute(2, "class", "unsure");
            builder.AddAttribute(3, "title", string.Create(CultureInfo.InvariantCulture, $"Not heard clearly: {word.Confidence * 100:0} % sure"));
            builder.AddContent(4, segment.Text.Substring(word.At, word.Length));
            builder.OpenElement(5, "span");
            builder.AddAttribute(6, "class", "visually-hidden");
            builder.AddContent(7, " (not heard clearly)");
            builder.CloseElement();
            builder.CloseElement();
            done = word.At + word.Length;
        }
        builder.AddContent(8, segment.Text[done..]);
    };

    private static string? DoubtAbout(SegmentResource segment) => Wording.IsUnsure(segment.Confidence)
        ? string.Create(CultureInfo.InvariantCulture, $"Not heard clearly: {segment.Confidence * 100:0} % sure")
        : null;
}
