using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>Calls that share one flight: the same key, wanted in the same way.</summary>
internal readonly record struct FlightKey(string Key, HybridCacheEntryFlags Flags);

/// <summary>A value being fetched, and how many wait for it. When the last of them leaves, the work is cancelled.</summary>
internal abstract class Flight
{
    private readonly CancellationTokenSource? _allLeft;
    private int _waiting = 1;

    /// <param name="canBeLeft">False when the first caller waits however long it takes: then nobody's leaving ends the work.</param>
    protected Flight(bool canBeLeft) => _allLeft = canBeLeft ? new() : null;

    public abstract Type ValueType { get; }

    /// <summary>Cancelled when everybody has left.</summary>
    public CancellationToken AllLeft => _allLeft?.Token ?? CancellationToken.None;

    public bool TryJoin()
    {
        for (var waiting = Volatile.Read(ref _waiting); waiting > 0; waiting = Volatile.Read(ref _waiting))
        {
            if (Interlocked.CompareExchange(ref _waiting, waiting + 1, waiting) == waiting)
            {
                return true;
            }
        }

        return false;
    }

    protected void Leave()
    {
        if (Interlocked.Decrement(ref _waiting) == 0)
        {
            _allLeft?.Cancel();
        }
    }
}

internal sealed class Flight<T>(bool canBeLeft) : Flight(canBeLeft)
{
    private readonly TaskCompletionSource<CacheItem<T>> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Type ValueType => typeof(T);

    public void Land(CacheItem<T> item) => _landed.TrySetResult(item);

    public void Fail(Exception e)
    {
        _landed.TrySetException(e);
        _ = _landed.Task.Exception; // Seen, though everybody may have left.
    }

    /// <summary>Waits for the value, no longer than the caller likes.</summary>
    public async ValueTask<T> WaitAsync(ILogger logger, CancellationToken ct)
    {
        CacheItem<T> item;
        try
        {
            item = await _landed.Task.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            Leave();
            throw;
        }

        return item.Read(logger);
    }
}
