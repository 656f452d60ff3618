using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Live;

namespace RoiApp.Web.Components.Workflows;

/// <summary>What the workflow is, how far it is, and what can be done with it.</summary>
public sealed partial class WorkflowHeader
{
    /// <summary>What is known.</summary>
    [Parameter, EditorRequired]
    public WorkflowView View { get; set; } = default!;

    /// <summary>True while a change is being made.</summary>
    [Parameter]
    public bool IsBusy { get; set; }

    /// <summary>Stop the work.</summary>
    [Parameter]
    public EventCallback OnCancel { get; set; }

    /// <summary>Go on after what is finished.</summary>
    [Parameter]
    public EventCallback OnRetry { get; set; }

    /// <summary>Delete it, once confirmed.</summary>
    [Parameter]
    public EventCallback OnDelete { get; set; }

    private WorkflowResource Workflow => View.Workflow;

    private bool HasReport => View.IsEnded && View.Report is { Contacts.Count: > 0 };

    private string Details => string.Join(" · ", new[]
    {
        Workflow.FileName,
        Wording.Size(Workflow.ContentBytes),
        Workflow.DurationMs is > 0 and var ms ? Wording.Clock(ms) : null,
        Languages,
        $"{char.ToUpperInvariant(Workflow.Priority[0])}{Workflow.Priority[1..]} priority",
        Wording.Moment(Workflow.CreatedAt),
    }.Where(detail => detail is not null));

    private string? Says => Workflow is { Status: "queued", QueuePosition: { } ahead } ? $"Waiting for its turn: {Wording.Queue(ahead).ToLowerInvariant()}" : View.Message;

    private string Languages => Workflow.TargetLanguage is { } target && target != Workflow.Language
        ? $"{Wording.Language(Workflow.Language)} → {Wording.Language(target)}"
        : Wording.Language(Workflow.Language);
}
