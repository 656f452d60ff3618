using RoiApp.Api.Data;

namespace RoiApp.Api.Progress;

/// <summary>Whether notices reach this process from wherever events are published: then the log needs looking at only now and then.</summary>
internal sealed class NoticeState(bool byRedis, PostgresNotices? notify)
{
    private volatile bool _redisIsUp;

    /// <summary>False without Redis, and while it is away.</summary>
    public bool RedisIsUp
    {
        get => _redisIsUp;
        set => _redisIsUp = value;
    }

    // Where Redis is configured the others publish by it: that we could be notified otherwise says nothing.
    public bool Carried => byRedis ? RedisIsUp : notify is { IsListening: true };
}
