namespace RoiApp.ServiceDefaults.Caching;

/// <summary>One look-up on its way: what it met, and how much of its time for Redis is left.</summary>
internal sealed class Lookup(TimeSpan redisWithin, TimeProvider time)
{
    private static readonly AsyncLocal<Lookup?> s_current = new();

    private readonly long _began = time.GetTimestamp();
    private long _redisTicks;

    /// <summary>The look-up in whose flow of control this is called.</summary>
    public static Lookup? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>The value was computed for this look-up, and not for another that asked at the same time.</summary>
    public bool Created { get; set; }

    /// <summary>The value came from the second level, for this look-up.</summary>
    public bool FromRedis { get; set; }

    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    public TimeSpan RedisLeft => redisWithin - new TimeSpan(Interlocked.Read(ref _redisTicks));

    public void Spent(TimeSpan waited) => Interlocked.Add(ref _redisTicks, waited.Ticks);
}
