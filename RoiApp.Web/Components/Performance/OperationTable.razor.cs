using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Components.Performance;

/// <summary>Operations of one family, with a small chart each.</summary>
public sealed partial class OperationTable
{
    /// <summary>As Api says them.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<OperationResource> Operations { get; set; } = [];

    /// <summary>Which window: 1, 5 or 60.</summary>
    [Parameter, EditorRequired]
    public int Minutes { get; set; }

    /// <summary>For the line in a chart that p95 is to stay below.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<TargetResource> Targets { get; set; } = [];

    private IEnumerable<(OperationResource Operation, WindowResource Window)> Rows =>
        Operations.Select(operation => (operation, operation.Windows.First(window => window.Minutes == Minutes)));

    private double? LimitOf(string operation) => Targets.FirstOrDefault(target => target.Operation == operation && target.Percentile == 95)?.LimitMs;
}
