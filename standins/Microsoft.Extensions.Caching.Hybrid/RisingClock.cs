namespace Microsoft.Extensions.Caching.Hybrid;

/// <summary>UTC ticks, each reading later than the one before, so that "made" and "removed" always come in an order.</summary>
internal sealed class RisingClock(TimeProvider time)
{
    private long _last;

    public long Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(time.GetUtcNow().UtcTicks, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}
