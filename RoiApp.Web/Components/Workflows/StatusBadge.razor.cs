using Microsoft.AspNetCore.Components;

namespace RoiApp.Web.Components.Workflows;

/// <summary>A workflow's status as a word on a colour.</summary>
public sealed partial class StatusBadge
{
    /// <summary>As on the wire: <c>queued</c>, <c>running</c>, …</summary>
    [Parameter, EditorRequired]
    public string Status { get; set; } = "";
}
