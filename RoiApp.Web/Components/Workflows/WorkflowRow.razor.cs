using Microsoft.AspNetCore.Components;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;
using RoiApp.Web.Live;

namespace RoiApp.Web.Components.Workflows;

/// <summary>A workflow in the list. It follows its workflow while that is unfinished and the list is in sight.</summary>
public sealed partial class WorkflowRow : IAsyncDisposable
{
    private WorkflowFollower? _follower;
    private CancellationTokenSource? _following;
    private Task _followed = Task.CompletedTask;

    /// <summary>As the list knows it.</summary>
    [Parameter, EditorRequired]
    public WorkflowResource Workflow { get; set; } = default!;

    /// <summary>True while somebody looks.</summary>
    [Parameter]
    public bool IsWatched { get; set; }

    [Inject]
    private EventFeed Feed { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private WorkflowResource Shown => _follower?.View?.Workflow ?? Workflow;

    private string Details => string.Join(" · ", new[]
    {
        Shown.FileName == Shown.Name ? null : Shown.FileName,
        Shown.DurationMs is > 0 and var ms ? Wording.Clock(ms) : Wording.Size(Shown.ContentBytes),
        Shown.Language == "auto" ? null : Wording.Language(Shown.Language),
        Shown.Priority == "high" ? "High priority" : null,
    }.Where(detail => detail is not null));

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _follower ??= new(Feed, Time, () => InvokeAsync(StateHasChanged));
        _follower.Refresh(Workflow);
        if (IsWatched && !WorkflowView.HasEnded(Shown.Status) && _followed.IsCompleted)
        {
            _following?.Dispose();
            _following = new();
            // A row needs what comes, not what was: the list has just told the rest.
            _followed = FollowAsync(_follower, WorkflowView.Of(Shown) with { LastSeq = Shown.LastSeq }, _following.Token);
        }
        else if (!IsWatched && _following is not null)
        {
            await _following.CancelAsync();
        }
    }

    private async Task FollowAsync(WorkflowFollower follower, WorkflowView view, CancellationToken ct)
    {
        try
        {
            await follower.RunAsync(view, ct);
        }
        catch (Exception e) when (e is ApiProblemException or OperationCanceledException)
        {
            // Deleted meanwhile, or out of sight: the list's next look settles it.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_following is not null)
        {
            await _following.CancelAsync();
            await _followed;
            _following.Dispose();
        }
    }
}
