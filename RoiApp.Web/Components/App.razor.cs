using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace RoiApp.Web.Components;

/// <summary>The document around every page.</summary>
public sealed partial class App
{
    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    // The error page stands when nothing else does: it must not need a live connection.
    private IComponentRenderMode? PageMode => Context.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;
}
