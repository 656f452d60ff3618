using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;
using RoiApp.Web.Live;

namespace RoiApp.Web.Components.Workflows;

/// <summary>All workflows, newest first, page by page, and live: rows move, new ones appear and deleted ones go by themselves.</summary>
public sealed partial class WorkflowList : IAsyncDisposable
{
    private static readonly TimeSpan s_pictureEvery = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan s_lookAtMostEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_ageEvery = TimeSpan.FromSeconds(30);
    private static readonly (string? Status, string Name)[] s_filters =
    [
        (null, "All"), ("queued", "Waiting"), ("running", "Running"), ("completed", "Completed"), ("failed", "Failed"), ("cancelled", "Cancelled"),
    ];

    private readonly CancellationTokenSource _left = new();
    private DotNetObjectReference<WorkflowList>? _self;
    private PageScript? _script;
    private IDisposable? _listening;
    private LiveRows? _rows;
    private FeedItem.Interrupted? _interruption;
    private DateTimeOffset _now;
    private string? _status;
    private string? _nextCursor;
    private string? _problem;
    private bool _isLoadingMore;
    private bool _isVisible = true;
    private bool _isPictureDue;
    private bool _isLookDue;
    private bool _isLooking;
    private List<EventResource> _meanwhile = [];

    /// <summary>What is listed; null for all. In the address, so that it is kept.</summary>
    [SupplyParameterFromQuery(Name = "status")]
    private string? Wanted { get; set; }

    [Inject]
    private WorkflowClient Client { get; set; } = default!;

    [Inject]
    private OwnerFeed Feed { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Browser { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>Loads the newest page again; older ones that are shown stay.</summary>
    public async Task RefreshAsync()
    {
        var status = _status;
        _meanwhile = [];
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
            // While the line is broken the page says so; what is shown stays.
            _problem = _rows is null || _interruption is null ? e.Message : null;
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
    }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        var wanted = s_filters.Any(filter => filter.Status == Wanted) ? Wanted : null;
        if (wanted != _status)
        {
            (_status, _rows, _nextCursor) = (wanted, null, null);
            _ = _listening is null ? Task.CompletedTask : RefreshAsync();
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        // Listening begins before the list is read: what happens in between comes both ways and is shown once.
        _listening = Feed.Listen(item => _ = InvokeAsync(() => Take(item)));
        await RefreshAsync();
        if (_left.IsCancellationRequested)
        {
            return;
        }

        _self = DotNetObjectReference.Create(this);
        _script = new(Browser, Assets["Components/Workflows/WorkflowList.razor.js"]);
        await _script.AttachAsync(_self);
        if (!_left.IsCancellationRequested)
        {
            await GrowOlderAsync();
        }
    }

    private void Take(FeedItem item)
    {
        switch (item)
        {
            case FeedItem.Interrupted interrupted:
                // Perhaps only the line is broken, and the list can be had.
                (_interruption, _isLookDue) = (interrupted, true);
                break;
            case FeedItem.Connected:
                // What was missed is told again, but not what was missed for too long.
                (_interruption, _isLookDue) = (null, true);
                break;
            case FeedItem.Happened { Event: var happened }:
                _meanwhile.Add(happened);
                var rows = _rows?.Apply(happened);
                if (rows is null || ReferenceEquals(rows, _rows))
                {
                    return;
                }

                _isLookDue |= rows.IsOld;
                _rows = rows with { IsOld = false };
                break;
            default:
                return;
        }

        DrawSoon();
    }

    private void DrawSoon()
    {
        if (_isVisible && !_isPictureDue)
        {
            _isPictureDue = true;
            _ = DrawAsync();
        }
    }

    private async Task DrawAsync()
    {
        try
        {
            await Task.Delay(_isLookDue ? s_lookAtMostEvery : s_pictureEvery, Time, _left.Token);
            _isPictureDue = false;
            StateHasChanged();
            if (!_isLooking)
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    // What becomes due while the list is on its way makes for another look: the first may have been too early for it.
    private async Task LookAsync()
    {
        _isLooking = true;
        try
        {
            while (_isLookDue && !_left.IsCancellationRequested)
            {
                _isLookDue = false;
                await RefreshAsync();
                if (_isLookDue && !_left.IsCancellationRequested)
                {
                    await Task.Delay(s_lookAtMostEvery, Time, _left.Token);
                }
            }
        }
        finally
        {
            _isLooking = false;
        }
    }

    private async Task GrowOlderAsync()
    {
        using var timer = new PeriodicTimer(s_ageEvery, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_left.Token))
            {
                _now = Time.GetUtcNow();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private void Filter(string? status) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("status", status), replace: true);

    private async Task LoadMoreAsync()
    {
        _isLoadingMore = true;
        try
        {
            var page = await Client.ListAsync(new(_status, _nextCursor), _left.Token);
            var rows = _rows?.Rows ?? [];
            _rows = new(rows.AddRange(page.Items.ExceptBy(rows.Select(row => row.Workflow.Id), item => item.Id).Select(LiveRows.RowOf)), _status);
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

    // The newest page replaces what it covers, but for what events have told since; what was loaded beyond it stays, with its own place to go on from.
    private void Show(PageResource<WorkflowResource> newest)
    {
        _problem = null;
        _now = Time.GetUtcNow();
        var before = (_rows?.Rows ?? []).ToDictionary(row => row.Workflow.Id);
        var oldest = newest is { NextCursor: not null, Items: [.., var last] } ? last : null;
        var beyond = oldest is null ? [] : (_rows?.Rows ?? []).Where(row => row.Workflow.CreatedAt < oldest.CreatedAt).ToList();
        _nextCursor = beyond.Count > 0 ? _nextCursor : newest.NextCursor;
        _rows = new([.. newest.Items.Select(item => before.GetValueOrDefault(item.Id) is not { } known ? LiveRows.RowOf(item)
            : known.LastSeq >= item.LastSeq ? known
            : LiveRows.RowOf(item) with { Progress = known.Progress }), .. beyond], _status);
        // Said while the list was on its way, and perhaps after it had been read.
        var rows = _meanwhile.Aggregate(_rows, (rows, happened) => rows.Apply(happened));
        _rows = rows with { IsOld = false };
        if (rows.IsOld)
        {
            _isLookDue = true;
            DrawSoon();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _listening?.Dispose();
        await _left.CancelAsync();
        if (_script is not null)
        {
            await _script.DisposeAsync();
        }

        _self?.Dispose();
        _left.Dispose();
    }
}
