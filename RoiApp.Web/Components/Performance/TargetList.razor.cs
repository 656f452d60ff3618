using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Components.Performance;

/// <summary>Each target, what was measured, and whether that is good enough: by a word and a sign as well as by colour.</summary>
public sealed partial class TargetList
{
    /// <summary>As Api says them.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<TargetResource> Targets { get; set; } = [];
}
