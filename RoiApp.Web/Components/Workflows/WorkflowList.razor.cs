using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;

namespace RoiApp.Web.Components.Workflows;

/// <summary>All workflows, newest first, page by page. Rows follow their own workflow; the list looks for new ones while the page is in sight.</summary>
public sealed partial class WorkflowList : IAsyncDisposable
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(5);
    private static readonly (string? Status, string Name)[] s_filters =
    [
        (null, "All"), ("queued", "Waiting"), ("running", "Running"), ("completed", "Completed"), ("failed", "Failed"), ("cancelled", "Cancelled"),
    ];

    private readonly CancellationTokenSource _left = new();
    private DotNetObjectReference<WorkflowList>? _self;
    private PageScript? _script;
    private IReadOnlyList<WorkflowResource>? _items;
    private string? _status;
    private string? _nextCursor;
    private string? _problem;
    private bool _isLoadingMore;
    private bool _isVisible = true;

    [Inject]
    private WorkflowClient Client { get; set; } = default!;

    [Inject]
    private IJSRuntime Browser { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>Loads the newest page again; older ones that are shown stay.</summary>
    public async Task RefreshAsync()
    {
        var status = _status;
        try
        {
            var page = await Client.ListAsync(new(status), _left.Token);
            if (status == _status)
            {
                Show(page);
            }
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            return;
        }
        catch (ApiProblemException e)
        {
            _problem = e.Message;
        }

        StateHasChanged();
    }

    /// <summary>Called by the browser's script when the page comes into sight or goes out of it.</summary>
    [JSInvokable]
    public async Task Appear(bool isVisible)
    {
        _isVisible = isVisible;
        if (isVisible)
        {
            await RefreshAsync();
        }
        else
        {
            StateHasChanged();
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        await RefreshAsync();
        _self = DotNetObjectReference.Create(this);
        _script = new(Browser, Assets["Components/Workflows/WorkflowList.razor.js"]);
        await _script.AttachAsync(_self);
        await LookAgainAsync();
    }

    private async Task LookAgainAsync()
    {
        using var timer = new PeriodicTimer(s_lookEvery, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_left.Token))
            {
                if (_isVisible)
                {
                    await RefreshAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private async Task FilterAsync(string? status)
    {
        _status = status;
        _items = null;
        _nextCursor = null;
        await RefreshAsync();
    }

    private async Task LoadMoreAsync()
    {
        _isLoadingMore = true;
        try
        {
            var page = await Client.ListAsync(new(_status, _nextCursor), _left.Token);
            _items = [.. _items ?? [], .. page.Items.ExceptBy(_items?.Select(item => item.Id) ?? [], item => item.Id)];
            _nextCursor = page.NextCursor;
            _problem = null;
        }
        catch (ApiProblemException e)
        {
            _problem = e.Message;
        }
        finally
        {
            _isLoadingMore = false;
        }
    }

    // The newest page replaces what it covers; what was loaded beyond it stays, with its own place to go on from.
    private void Show(PageResource<WorkflowResource> newest)
    {
        _problem = null;
        var oldest = newest is { NextCursor: not null, Items: [.., var last] } ? last : null;
        var beyond = oldest is null ? [] : (_items ?? []).Where(item => item.CreatedAt < oldest.CreatedAt).ToList();
        _nextCursor = beyond.Count > 0 ? _nextCursor : newest.NextCursor;
        _items = [.. newest.Items, .. beyond];
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        if (_script is not null)
        {
            await _script.DisposeAsync();
        }

        _self?.Dispose();
        _left.Dispose();
    }
}
