using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Live;

namespace RoiApp.Web.Components.Workflows;

/// <summary>A workflow in the list.</summary>
public sealed partial class WorkflowRow
{
    private (WorkflowView? View, DateTimeOffset Now) _drawn;

    /// <summary>What is known.</summary>
    [Parameter, EditorRequired]
    public WorkflowView View { get; set; } = default!;

    /// <summary>What ages are told from.</summary>
    [Parameter]
    public DateTimeOffset Now { get; set; }

    private WorkflowResource Shown => View.Workflow;

    private string Details => string.Join(" · ", new[]
    {
        Shown.FileName == Shown.Name ? null : Shown.FileName,
        Shown.DurationMs is > 0 and var ms ? Wording.Clock(ms) : Wording.Size(Shown.ContentBytes),
        Shown.Language == "auto" ? null : Wording.Language(Shown.Language),
        Shown.Priority == "high" ? "High priority" : null,
    }.Where(detail => detail is not null));

    /// <inheritdoc />
    protected override bool ShouldRender()
    {
        // One row moves ten times a second while the hundred around it stand.
        var isNews = !ReferenceEquals(_drawn.View, View) || _drawn.Now != Now;
        _drawn = (View, Now);
        return isNews;
    }
}
