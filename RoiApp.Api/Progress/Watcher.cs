using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>
/// What one watcher has still to be given. Bounded: newer progress replaces older, and state events past the bound are let go, to be read
/// from the log instead. Any thread may offer, one takes.
/// </summary>
internal sealed class Watcher(Action<Watcher> leave) : IDisposable
{
    /// <summary>State events kept for a watcher who is behind.</summary>
    public const int Bound = 256;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _ready = new(0, 1);
    private List<EventResource> _events = [];
    private EventResource? _progress;
    private EventResource? _partial;
    private long _head;
    private bool _disposed;

    public static bool IsPassing(EventResource e) => e.Type is EventTypes.Progress or EventTypes.Partial;

    public void Offer(IReadOnlyList<EventResource> events)
    {
        lock (_gate)
        {
            foreach (var e in events)
            {
                if (e.Type == EventTypes.Progress)
                {
                    _progress = e;
                }
                else if (e.Type == EventTypes.Partial)
                {
                    _partial = e;
                }
                else
                {
                    _head = Math.Max(_head, e.Seq);
                    if (_events.Count < Bound)
                    {
                        _events.Add(e);
                    }
                }
            }
            Wake();
        }
    }

    /// <summary>The log reaches to <paramref name="seq"/>, whether or not the events came this way.</summary>
    public void OfferHead(long seq)
    {
        lock (_gate)
        {
            if (seq > _head)
            {
                _head = seq;
                Wake();
            }
        }
    }

    /// <summary>Waits until something has been offered, then takes all of it.</summary>
    public async Task<Offered> TakeAsync(CancellationToken ct)
    {
        await _ready.WaitAsync(ct);
        lock (_gate)
        {
            var passing = new[] { _progress, _partial }.OfType<EventResource>().OrderBy(e => e.At).ToArray();
            var taken = new Offered(_events, passing, _head);
            (_events, _progress, _partial) = ([], null, null);
            if (_head == EventFeed.Gone)
            {
                _head = 0; // Said once.
            }
            return taken;
        }
    }

    public void Dispose()
    {
        leave(this);
        lock (_gate)
        {
            _disposed = true;
            _ready.Dispose();
        }
    }

    private void Wake()
    {
        if (!_disposed && _ready.CurrentCount == 0)
        {
            _ready.Release();
        }
    }
}

/// <param name="Events">State events in order; some may be missing.</param>
/// <param name="Passing">The newest progress and partial text.</param>
/// <param name="Head">The log reaches at least to here.</param>
internal sealed record Offered(IReadOnlyList<EventResource> Events, IReadOnlyList<EventResource> Passing, long Head);
