using Microsoft.AspNetCore.Components;

namespace RoiApp.Web.Components.Layout;

/// <summary>Says in plain words what is the matter, and offers what to do about it.</summary>
public sealed partial class Notice
{
    /// <summary>What is the matter, in a few words.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The cause and the remedy.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>True when something went wrong: read out at once.</summary>
    [Parameter]
    public bool IsBad { get; set; } = true;

    /// <summary>The drawing beside a notice that is not bad.</summary>
    [Parameter]
    public string Sign { get; set; } = "audio";

    /// <summary>Buttons, if there is something to do.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
