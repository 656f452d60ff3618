using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>Brings events to the watchers of this process. Publishing never waits for a watcher.</summary>
internal sealed class EventFeed(ProgressMetrics metrics)
{
    /// <summary>In place of a seq: look at the log, the workflow was deleted.</summary>
    public const long Gone = long.MaxValue;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<Watcher>> _watchers = [];

    /// <summary>Raised for what this process publishes, so that it can be carried to other replicas. Handlers must not block.</summary>
    public event Action<Notice>? Published;

    public IReadOnlyCollection<Guid> Watched
    {
        get
        {
            lock (_gate)
            {
                return [.. _watchers.Keys];
            }
        }
    }

    /// <summary>Call after the commit, with events in order of seq.</summary>
    public void Publish(Guid workflowId, IReadOnlyList<EventResource> events)
    {
        if (events.Count == 0)
        {
            return;
        }
        metrics.Published(events.Count);
        Deliver(workflowId, events);
        Published?.Invoke(new(workflowId, events[^1].Seq, events));
    }

    /// <summary>Call after the commit that deleted the workflow: its watchers' streams end.</summary>
    public void PublishGone(Guid workflowId)
    {
        DeliverHead(workflowId, Gone);
        Published?.Invoke(new(workflowId, Gone, Events: null));
    }

    /// <summary>Hands events to the watchers here, and nobody else.</summary>
    public void Deliver(Guid workflowId, IReadOnlyList<EventResource> events)
    {
        foreach (var watcher in WatchersOf(workflowId))
        {
            watcher.Offer(events);
        }
    }

    /// <summary>Tells the watchers here that the log reaches to <paramref name="seq"/>; they fetch what they lack.</summary>
    public void DeliverHead(Guid workflowId, long seq)
    {
        foreach (var watcher in WatchersOf(workflowId))
        {
            watcher.OfferHead(seq);
        }
    }

    /// <summary>Begins to listen. Dispose to stop.</summary>
    public Watcher Watch(Guid workflowId)
    {
        var watcher = new Watcher(w => Leave(workflowId, w));
        lock (_gate)
        {
            if (!_watchers.TryGetValue(workflowId, out var list))
            {
                _watchers[workflowId] = list = [];
            }
            list.Add(watcher);
        }
        metrics.WatcherCame();
        return watcher;
    }

    private void Leave(Guid workflowId, Watcher watcher)
    {
        lock (_gate)
        {
            if (_watchers.TryGetValue(workflowId, out var list) && list.Remove(watcher) && list.Count == 0)
            {
                _watchers.Remove(workflowId);
            }
        }
        metrics.WatcherLeft();
    }

    private Watcher[] WatchersOf(Guid workflowId)
    {
        lock (_gate)
        {
            return _watchers.TryGetValue(workflowId, out var list) ? [.. list] : [];
        }
    }
}

/// <summary>What one replica tells the others. Without <paramref name="Events"/> (too large to carry) they read the log up to <paramref name="Seq"/>.</summary>
internal sealed record Notice(Guid WorkflowId, long Seq, IReadOnlyList<EventResource>? Events);
