using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Components.Reports;

/// <summary>Who was met and what was agreed: a row a contact; on a narrow screen a card each.</summary>
public sealed partial class ReportTable
{
    private bool _showWords;

    /// <summary>Null while there is none.</summary>
    [Parameter]
    public ReportResource? Report { get; set; }

    /// <summary>Whose report.</summary>
    [Parameter, EditorRequired]
    public WorkflowResource Workflow { get; set; } = default!;

    /// <summary>Given a contact as it is after a change.</summary>
    [Parameter]
    public EventCallback<ContactResource> OnChanged { get; set; }

    private IReadOnlyList<ContactResource> Contacts => Report?.Contacts ?? [];

    private bool IsTimed => Workflow.Source == "audio"
        || Contacts.Any(contact => contact.Provenance.Values.Any(words => words.Any(heard => heard.EndMs > 0)));

    private string Nothing => Workflow.Status switch
    {
        "completed" => "Nobody was named in this memo. Say who you met and from where: “I just met with … from …”.",
        "failed" or "cancelled" => "There is no report, because the workflow ended before it.",
        _ => "The table fills in once the memo has been heard.",
    };
}
