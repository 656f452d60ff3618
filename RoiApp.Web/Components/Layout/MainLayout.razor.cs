using Microsoft.AspNetCore.Components;

namespace RoiApp.Web.Components.Layout;

/// <summary>The bar at the top, and the page below it.</summary>
public sealed partial class MainLayout(NavigationManager navigation)
{
    private NavigationManager Navigation { get; } = navigation;
}
