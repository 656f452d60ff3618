namespace RoiApp.Api.Progress.Sockets;

/// <summary>What one WebSocket watches: a task each, which writes what comes.</summary>
/// <param name="endWithLast">Whether the connection ends with the last of them: then its close says what a frame would.</param>
internal sealed class SocketSubscriptions(SocketWriter writer, int atMost, bool endWithLast) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Subscription> _all = [];
    private bool _stopped;

    /// <summary>Raised when the last one of a connection that ends with it has come to its end, or with what went wrong.</summary>
    public event Action<Exception?>? Ended;

    /// <summary>Whether there is room for one more; one that is there already may always be replaced.</summary>
    public bool HasRoomFor(Guid key)
    {
        lock (_gate)
        {
            return _all.Count < atMost || _all.ContainsKey(key);
        }
    }

    /// <param name="key">A workflow's id; all zeros for the owner's feed.</param>
    /// <param name="watch">Opens the events.</param>
    public void Start(Guid key, Func<CancellationToken, IAsyncEnumerable<LiveEvent>> watch)
    {
        lock (_gate)
        {
            if (!_stopped)
            {
                var subscription = _all[key] = new();
                subscription.Writing = Task.Run(() => WriteAsync(key, subscription, watch(subscription.Stop.Token)), CancellationToken.None);
            }
        }
    }

    /// <summary>Answers once it is silent; false when there was none.</summary>
    public async Task<bool> EndAsync(Guid key)
    {
        Subscription? subscription;
        lock (_gate)
        {
            _all.Remove(key, out subscription);
        }
        if (subscription is null)
        {
            return false;
        }
        await subscription.DisposeAsync();
        return true;
    }

    /// <summary>Asks all of them to end.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (var subscription in _all.Values)
            {
                subscription.Stop.Cancel();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        Subscription[] all;
        lock (_gate)
        {
            all = [.. _all.Values];
            _all.Clear();
        }
        foreach (var subscription in all)
        {
            await subscription.DisposeAsync();
        }
    }

    private async Task WriteAsync(Guid key, Subscription mine, IAsyncEnumerable<LiveEvent> events)
    {
        var ct = mine.Stop.Token;
        try
        {
            await foreach (var e in events)
            {
                await writer.SendAsync(e, ct);
            }
            if (endWithLast && Leave(key, mine) == 0)
            {
                Ended?.Invoke(null);
                return;
            }
            await writer.SendAsync(new EndedFrame(key), SocketJson.Default.EndedFrame, ct);
            Leave(key, mine);
        }
        catch (OperationCanceledException)
        {
            // Unsubscribed, or all of it ends.
        }
        catch (Exception e)
        {
            Ended?.Invoke(e);
        }
    }

    // Answers how many are left.
    private int Leave(Guid key, Subscription mine)
    {
        lock (_gate)
        {
            if (_all.TryGetValue(key, out var current) && ReferenceEquals(current, mine))
            {
                _all.Remove(key);
            }
            return _all.Count;
        }
    }

    private sealed class Subscription : IAsyncDisposable
    {
        public CancellationTokenSource Stop { get; } = new();

        public Task Writing { get; set; } = Task.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            await Stop.CancelAsync();
            await Writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Stop.Dispose();
        }
    }
}
