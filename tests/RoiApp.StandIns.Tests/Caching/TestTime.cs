using Microsoft.Extensions.Internal;

namespace RoiApp.StandIns.Tests.Caching;

/// <summary>A clock that stands until it is moved, for the cache and for the memory cache under it.</summary>
internal sealed class TestTime : TimeProvider, ISystemClock
{
    private long _ticks = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero).UtcTicks;

    public DateTimeOffset UtcNow => GetUtcNow();

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
