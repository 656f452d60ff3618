using RoiApp.Contracts.Rest;

namespace RoiApp.Api.Progress;

/// <summary>
/// What one watcher has still to be given, by number: the seq on a workflow's stream, the position on an owner's. Bounded: newer progress replaces
/// older, and state events past the bound are let go, to be read from the log instead. Any thread may offer, one takes.
/// </summary>
internal sealed class Watcher(Action<Watcher> leave) : IDisposable
{
    /// <summary>State events kept for a watcher who is behind.</summary>
    public const int Bound = 256;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _ready = new(0, 1);
    private readonly Dictionary<(Guid, string), LiveEvent> _passing = [];
    private List<LiveEvent> _events = [];
    private long _head;
    private bool _disposed;

    public static bool IsPassing(EventResource e) => e.Type is EventTypes.Progress or EventTypes.Partial;

    public void Offer(IEnumerable<(long Number, EventResource Event)> events)
    {
        var now = TimeProvider.System.GetTimestamp();
        lock (_gate)
        {
            foreach (var (number, e) in events)
            {
                if (IsPassing(e))
                {
                    if (_passing.Count < Bound || _passing.ContainsKey((e.WorkflowId, e.Type)))
                    {
                        _passing[(e.WorkflowId, e.Type)] = new(number, e, now);
                    }
                }
                else
                {
                    _head = Math.Max(_head, number);
                    if (_events.Count < Bound)
                    {
                        _events.Add(new(number, e, now));
                    }
                }
            }
            Wake();
        }
    }

    /// <summary>The log reaches to <paramref name="number"/>, whether or not the events came this way.</summary>
    public void OfferHead(long number)
    {
        lock (_gate)
        {
            if (number > _head)
            {
                _head = number;
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
            LiveEvent[] passing = _passing.Count == 0 ? [] : [.. _passing.Values.OrderBy(e => e.OfferedAt)];
            // Two who commit one after the other may publish the other way round.
            _events.Sort(static (a, b) => a.Number.CompareTo(b.Number));
            var taken = new Offered(_events, passing, _head);
            _events = [];
            _passing.Clear();
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

/// <param name="Events">State events by number; some may be missing.</param>
/// <param name="Passing">The newest progress and partial text of each workflow.</param>
/// <param name="Head">The log reaches at least to here.</param>
internal sealed record Offered(IReadOnlyList<LiveEvent> Events, IReadOnlyList<LiveEvent> Passing, long Head);
