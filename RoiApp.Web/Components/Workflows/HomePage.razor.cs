using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;

namespace RoiApp.Web.Components.Workflows;

/// <summary>Hand in memos, and see all workflows.</summary>
public sealed partial class HomePage : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private CapabilitiesResource? _capabilities;
    private WorkflowList? _list;

    [Inject]
    private WorkflowClient Client { get; set; } = default!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
        {
            return;
        }

        try
        {
            _capabilities = await Client.GetCapabilitiesAsync(_left.Token);
        }
        catch (Exception e) when (e is ApiProblemException or OperationCanceledException)
        {
            // Files can be chosen all the same: Api checks them, and the list below says when it cannot be reached.
        }
    }

    private Task RefreshAsync() => _list?.RefreshAsync() ?? Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }
}
