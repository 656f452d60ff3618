using System.Net;
using Microsoft.AspNetCore.Components;
using Radzen;
using RoiApp.Contracts.Rest;
using RoiApp.Web.Api;
using RoiApp.Web.Live;

namespace RoiApp.Web.Components.Workflows;

/// <summary>One workflow, live: how far it is, its report, its transcript beside the translation.</summary>
public sealed partial class WorkflowPage : IAsyncDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    private IDisposable? _listening;
    private WorkflowFollower? _follower;
    private CancellationTokenSource? _showing;
    private Task _shown = Task.CompletedTask;
    private Guid? _shownId;
    private WorkflowView? _view;
    private string? _problem;
    private long _toldSeq;
    private string _said = "";
    private bool _isMissing;
    private bool _isBusy;

    /// <summary>Which workflow.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private WorkflowClient Client { get; set; } = default!;

    [Inject]
    private EventFeed Feed { get; set; } = default!;

    [Inject]
    private OwnerFeed Others { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private DialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string FailureTitle => _view?.Workflow.Steps.FirstOrDefault(step => step.Status == "failed") is { } step
        ? $"{Wording.Step(step.Name)} could not be done"
        : "The workflow could not be finished";

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        // While prerendering the frame stands; its content comes with the live connection, once and not twice.
        if (RendererInfo.IsInteractive && _shownId != Id)
        {
            _shownId = Id;
            _view = null;
            _listening ??= Others.Listen(item => _ = InvokeAsync(() => TakeFromOthers(item)));
            Restart();
        }
    }

    private void Restart()
    {
        _showing?.Cancel();
        _showing?.Dispose();
        _showing = new();
        _shown = ShowAsync(Id, _showing.Token);
    }

    // A workflow at rest has no line of its own, yet others retry it, correct its report, delete it.
    private void TakeFromOthers(FeedItem item)
    {
        if (item is FeedItem.Happened { Event: var happened } && happened.WorkflowId == Id)
        {
            _toldSeq = Math.Max(_toldSeq, happened.Seq);
            if (_shown.IsCompleted)
            {
                CatchUp();
            }
        }
    }

    private void CatchUp()
    {
        if (_view is { IsEnded: true } view && _toldSeq > view.LastSeq)
        {
            _toldSeq = 0; // Asked for once, whatever the answer.
            Restart();
        }
    }

    private async Task ShowAsync(Guid id, CancellationToken ct)
    {
        _problem = null;
        _isMissing = false;
        try
        {
            var view = await LoadAsync(id, ct);
            if (view is { IsEnded: false })
            {
                await FollowAsync(view, ct);
                // What the events said is settled by what is stored, unless that is older.
                view = await LoadAsync(id, ct);
                view = view is { IsEnded: false } ? _follower?.View ?? view : view;
            }

            _view = view;
            _isMissing = view is null;
        }
        catch (ApiProblemException e) when (e.Status == HttpStatusCode.NotFound)
        {
            _isMissing = true; // Deleted while it was shown.
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            return; // Left, or begun anew: a line that breaks meanwhile is nobody's trouble, and a page that is gone has no place to show it.
        }
        catch (ApiProblemException e)
        {
            _problem = e.Message;
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
        finally
        {
            if (!ct.IsCancellationRequested)
            {
                CatchUp();
                await InvokeAsync(StateHasChanged);
            }
        }
    }

    private async Task<WorkflowView?> LoadAsync(Guid id, CancellationToken ct) =>
        await Client.GetResultsAsync(id, ct) is { } results ? WorkflowView.Of(results) : null;

    private async Task FollowAsync(WorkflowView view, CancellationToken ct)
    {
        _view = view;
        _follower = new(Feed, Time, () => InvokeAsync(Draw));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ticking = TickAsync(ended.Token);
        try
        {
            StateHasChanged();
            await _follower.RunAsync(view, ct);
            Draw();
        }
        finally
        {
            await ended.CancelAsync();
            await ticking;
        }
    }

    private void Draw()
    {
        if (_follower?.View is not { } view || view.Workflow.Id != Id)
        {
            return;
        }

        var before = _view?.Workflow.Status;
        _view = view;
        if (before is not null && before != view.Workflow.Status)
        {
            _said = $"{view.Workflow.Name}: {Wording.Status(view.Workflow.Status)}.";
        }
        else if (view.Workflow.Steps.LastOrDefault(step => step.Status == "running") is { } step)
        {
            _said = $"{Wording.Step(step.Name)} is running.";
        }

        StateHasChanged();
    }

    // The clocks of running steps go on while nothing else happens.
    private async Task TickAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(s_tick, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException)
        {
            // Ended, or left.
        }
    }

    // A contact as it is after an edit; while the workflow runs, its event says the same.
    private void Take(ContactResource contact)
    {
        if (_view is { Report: { } report } view)
        {
            _view = view with { Report = report with { Contacts = [.. report.Contacts.Select(c => c.Index == contact.Index ? contact : c)] } };
            _follower?.Show(_follower.View is { } live ? live with { Report = _view.Report } : _view);
            _said = $"{contact.Name ?? contact.Company ?? "The contact"} is up to date.";
        }
    }

    private Task CancelAsync() => ChangeAsync(ct => Client.CancelAsync(Id, ct));

    private Task RetryAsync() => ChangeAsync(async ct =>
    {
        await Client.RetryAsync(Id, ct);
        Restart();
    });

    private async Task DeleteAsync()
    {
        var sure = await Dialogs.Confirm(
            "Its recording, transcript and report are deleted for good.",
            $"Delete “{_view?.Workflow.Name}”?",
            new ConfirmOptions { OkButtonText = "Delete", CancelButtonText = "Keep it", ShowClose = false, CloseDialogOnEsc = true });
        if (sure == true)
        {
            await ChangeAsync(async ct =>
            {
                await Client.DeleteAsync(Id, ct);
                Navigation.NavigateTo("/");
            });
        }
    }

    private async Task ChangeAsync(Func<CancellationToken, Task> change)
    {
        _isBusy = true;
        _problem = null;
        try
        {
            await change(CancellationToken.None); // Once asked for, a change is not taken back by leaving the page.
        }
        catch (ApiProblemException e)
        {
            _problem = e.Message;
        }
        finally
        {
            _isBusy = false;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _listening?.Dispose();
        if (_showing is not null)
        {
            await _showing.CancelAsync();
            await _shown;
            _showing.Dispose();
        }
    }
}
