using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Live;

/// <summary>Keeps one component's view of a workflow up to date, and asks for a new picture no more often than eyes can tell.</summary>
/// <param name="changed">Called after changes, at most every <see cref="s_pictureEvery"/>.</param>
/// <remarks>Events arrive on any thread; the view is replaced whole, so a picture being drawn sees one state.</remarks>
internal sealed class WorkflowFollower(EventFeed feed, TimeProvider time, Func<Task> changed)
{
    private static readonly TimeSpan s_pictureEvery = TimeSpan.FromMilliseconds(60);

    private int _isPictureDue;

    /// <summary>What is known; null before the first <see cref="RunAsync"/>.</summary>
    public WorkflowView? View { get; private set; }

    /// <summary>Set while the line to Api is broken.</summary>
    public FeedItem.Interrupted? Interruption { get; private set; }

    /// <summary>Follows a workflow from a known view until it has ended.</summary>
    /// <exception cref="Api.ApiProblemException">Api refuses.</exception>
    public async Task RunAsync(WorkflowView view, CancellationToken ct)
    {
        View = view;
        Interruption = null;
        await feed.FollowAsync(view.Workflow.Id, view.LastSeq, item => Take(item, ct), ct);
        Interruption = null;
    }

    /// <summary>Shows what was learned by other means.</summary>
    public void Show(WorkflowView view) => View = view;

    private Task Take(FeedItem item, CancellationToken ct)
    {
        switch (item)
        {
            case FeedItem.Connected:
                Interruption = null;
                break;
            case FeedItem.Interrupted interrupted:
                Interruption = interrupted;
                break;
            case FeedItem.Happened happened:
                View = View?.Apply(happened.Event);
                break;
        }

        if (Interlocked.Exchange(ref _isPictureDue, 1) == 0)
        {
            _ = DrawSoonAsync(ct);
        }

        return Task.CompletedTask;
    }

    private async Task DrawSoonAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(s_pictureEvery, time, ct);
            Volatile.Write(ref _isPictureDue, 0);
            await changed();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            Volatile.Write(ref _isPictureDue, 0); // The page was left meanwhile.
        }
    }
}
