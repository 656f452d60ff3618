using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>Brings events to the watchers of this process. Publishing never waits for a watcher.</summary>
internal sealed class EventFeed(ProgressMetrics metrics)
{
    /// <summary>In place of a seq: look at the log, the workflow was deleted.</summary>
    public const long Gone = long.MaxValue;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<Watcher>> _watchers = [];
    private readonly Dictionary<string, List<Watcher>> _ownerWatchers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Reach> _reached = new(StringComparer.Ordinal);

    /// <summary>Raised for what this process publishes, so that it can be carried to other replicas. Handlers must not block.</summary>
    public event Action<Notice>? Published;

    /// <summary>Raised when a notice shows that one before it did not come. Handlers must not block.</summary>
    public event Action? Missed;

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

    /// <summary>Whether anybody here watches all of the owner's events.</summary>
    public bool IsWatched(string owner)
    {
        lock (_gate)
        {
            return _ownerWatchers.ContainsKey(owner);
        }
    }

    /// <summary>Call after the commit.</summary>
    public void Publish(Notice notice)
    {
        metrics.Published(notice.Count);
        Deliver(notice);
        Published?.Invoke(notice);
    }

    /// <summary>Publishes what is kept nowhere. Call after the commit of the state events before it.</summary>
    public void Pass(string owner, Guid workflowId, IReadOnlyList<EventResource> events)
    {
        if (events.Count == 0)
        {
            return;
        }
        metrics.Published(events.Count);
        var notice = PassHere(owner, workflowId, events);
        Published?.Invoke(notice);
    }

    /// <summary>Tells what is kept nowhere to the watchers here, and nobody else.</summary>
    public Notice PassHere(string owner, Guid workflowId, IReadOnlyList<EventResource> events)
    {
        long known;
        lock (_gate)
        {
            known = _reached.GetValueOrDefault(owner).Highest;
        }
        var notice = new Notice(owner, workflowId, events[^1].Seq, known, Count: 0, events);
        Deliver(notice);
        return notice;
    }

    /// <summary>Hands a notice to the watchers here, and nobody else.</summary>
    public void Deliver(Notice notice)
    {
        var (watchers, ownerWatchers) = Interested(notice);
        foreach (var watcher in watchers)
        {
            if (notice.IsDeletion)
            {
                watcher.OfferHead(Gone);
            }
            else if (notice.Events is { } events)
            {
                watcher.Offer(events.Select(e => (e.Seq, e)));
            }
            else
            {
                watcher.OfferHead(notice.Seq);
            }
        }
        if (ownerWatchers.Length == 0)
        {
            return;
        }
        var first = notice.After + 1;
        var positioned = notice is { Count: > 0, Events: { } kept } ? kept.Select((e, i) => (first + i, e with { Position = first + i })).ToArray()
            : notice.Events?.Select(e => (notice.Position, e)).ToArray();
        foreach (var watcher in ownerWatchers)
        {
            if (positioned is not null)
            {
                watcher.Offer(positioned);
            }
            watcher.OfferHead(notice.Position);
        }
    }

    /// <summary>Tells the watchers here that the workflow's log reaches to <paramref name="seq"/>; they fetch what they lack.</summary>
    public void DeliverHead(Guid workflowId, long seq)
    {
        Watcher[] watchers;
        lock (_gate)
        {
            watchers = _watchers.TryGetValue(workflowId, out var list) ? [.. list] : [];
        }
        foreach (var watcher in watchers)
        {
            watcher.OfferHead(seq);
        }
    }

    /// <summary>Tells the owner's watchers here how far the feed reaches. Call once the workflows' watchers have been told of all up to there.</summary>
    public void DeliverPosition(string owner, long position)
    {
        Watcher[] watchers;
        lock (_gate)
        {
            var reach = _reached.GetValueOrDefault(owner);
            _reached[owner] = new(Math.Max(reach.Whole ?? 0, position), Math.Max(reach.Highest, position));
            watchers = _ownerWatchers.TryGetValue(owner, out var list) ? [.. list] : [];
        }
        foreach (var watcher in watchers)
        {
            watcher.OfferHead(position);
        }
    }

    /// <summary>Up to which position every event has come to this process; null until the log has been looked at.</summary>
    public long? Reached(string owner)
    {
        lock (_gate)
        {
            return _reached.GetValueOrDefault(owner).Whole;
        }
    }

    /// <summary>Begins to listen to a workflow. Dispose to stop.</summary>
    public Watcher Watch(Guid workflowId) => Watch(_watchers, workflowId);

    /// <summary>Begins to listen to all of an owner's events, by position. Dispose to stop.</summary>
    public Watcher WatchOwner(string owner) => Watch(_ownerWatchers, owner);

    private (Watcher[] Watchers, Watcher[] OwnerWatchers) Interested(Notice notice)
    {
        var missed = false;
        try
        {
            lock (_gate)
            {
                var reach = _reached.GetValueOrDefault(notice.Owner);
                // Before the first look at the log there is nothing to compare with.
                missed = reach.Whole is { } whole && notice.After > whole;
                var whole_ = missed || reach.Whole is null ? reach.Whole : Math.Max(reach.Whole.Value, notice.Position);
                _reached[notice.Owner] = new(whole_, Math.Max(reach.Highest, notice.Position));
                return (
                    _watchers.TryGetValue(notice.WorkflowId, out var list) ? [.. list] : [],
                    _ownerWatchers.TryGetValue(notice.Owner, out var owners) ? [.. owners] : []);
            }
        }
        finally
        {
            if (missed)
            {
                Missed?.Invoke();
            }
        }
    }

    private Watcher Watch<T>(Dictionary<T, List<Watcher>> all, T key) where T : notnull
    {
        var watcher = new Watcher(w => Leave(all, key, w));
        lock (_gate)
        {
            if (!all.TryGetValue(key, out var list))
            {
                all[key] = list = [];
            }
            list.Add(watcher);
        }
        metrics.WatcherCame();
        return watcher;
    }

    private void Leave<T>(Dictionary<T, List<Watcher>> all, T key, Watcher watcher) where T : notnull
    {
        lock (_gate)
        {
            if (all.TryGetValue(key, out var list) && list.Remove(watcher) && list.Count == 0)
            {
                all.Remove(key);
            }
        }
        metrics.WatcherLeft();
    }

    /// <param name="Whole">Everything up to here has come.</param>
    /// <param name="Highest">The highest position heard of.</param>
    private readonly record struct Reach(long? Whole, long Highest);
}
