using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Components.Reports;

/// <summary>
/// The recording, and the jumps into it: whatever on the page carries <c>data-seek-ms</c> plays from there, whatever carries
/// <c>data-start-ms</c> is marked while it is heard. All of that happens in the browser.
/// </summary>
public sealed partial class Playback : IAsyncDisposable
{
    private ElementReference _root;
    private PageScript? _script;
    private bool _isUnplayable;

    /// <summary>Whose recording.</summary>
    [Parameter, EditorRequired]
    public WorkflowResource Workflow { get; set; } = default!;

    [Inject]
    private IJSRuntime Browser { get; set; } = default!;

    private string Address => $"/api/workflows/{Workflow.Id}/audio";

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new(Browser, Assets["Components/Reports/Playback.razor.js"]);
            await _script.AttachAsync(_root);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await _script.DisposeAsync();
        }
    }
}
