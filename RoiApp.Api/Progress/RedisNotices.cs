using System.Threading.Channels;
using StackExchange.Redis;

namespace RoiApp.Api.Progress;

/// <summary>
/// Carries notices between replicas by Redis pub/sub, and hands to NOTIFY what Redis does not take. Best effort: positions say what is missing and the
/// log has it, so that Redis may come and go.
/// </summary>
internal sealed partial class RedisNotices(
    IServiceProvider services,
    EventFeed feed,
    NoticeInbox inbox,
    LogPoller poller,
    NoticeState state,
    TimeProvider time,
    ILogger<RedisNotices> logger,
    NotifyNotices? notify = null) : BackgroundService
{
    private const int MaxCarriedBytes = 16 * 1024;

    private static readonly RedisChannel s_channel = new("roi:feed", RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan s_tryAgainAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_answersWithin = TimeSpan.FromSeconds(2);

    private readonly string _me = Guid.NewGuid().ToString("N");

    // A lost notice costs a look at the log; waiting for Redis would cost the pipeline.
    private readonly Channel<Notice> _outbox = Channel.CreateBounded<Notice>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest });

    private long _awaySince;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        feed.Published += Post;
        try
        {
            var redis = SubscribeAsync(stoppingToken);
            await foreach (var notice in _outbox.Reader.ReadAllAsync(stoppingToken))
            {
                if (!redis.IsCompletedSuccessfully || !await SendAsync(await redis, notice))
                {
                    notify?.Post(notice);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Going down.
        }
        finally
        {
            feed.Published -= Post;
        }
    }

    private void Post(Notice notice) => _outbox.Writer.TryWrite(notice);

    private async Task<IConnectionMultiplexer> SubscribeAsync(CancellationToken ct)
    {
        await Task.Yield(); // Connecting may take its time, and must not keep the server from starting.
        while (true)
        {
            try
            {
                var redis = services.GetRequiredService<IConnectionMultiplexer>();
                redis.ConnectionFailed += (_, _) => state.RedisIsUp = false;
                redis.ConnectionRestored += (_, _) => _ = RestoredAsync(redis);
                await redis.GetSubscriber().SubscribeAsync(s_channel, (_, message) => inbox.Receive((byte[]?)message, _me));
                await RestoredAsync(redis);
                return redis;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Log.NotSubscribed(logger, e);
                await Task.Delay(s_tryAgainAfter, time, ct);
            }
        }
    }

    private async Task RestoredAsync(IConnectionMultiplexer redis)
    {
        try
        {
            // Answered on the connection that listens, after what subscribes it anew: from now on nothing is missed, and what was is looked for.
            await redis.GetSubscriber().PingAsync().WaitAsync(s_answersWithin, time);
            state.RedisIsUp = redis.IsConnected;
            Volatile.Write(ref _awaySince, 0);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            state.RedisIsUp = false; // It went again; restoring it will be told.
        }
        poller.LookNow();
    }

    private async Task<bool> SendAsync(IConnectionMultiplexer redis, Notice notice)
    {
        var away = Volatile.Read(ref _awaySince);
        if (!redis.IsConnected || (away != 0 && time.GetElapsedTime(away) < s_tryAgainAfter))
        {
            return false;
        }
        try
        {
            await redis.GetSubscriber().PublishAsync(s_channel, new CarriedNotice(_me, notice).ToJson(MaxCarriedBytes)).WaitAsync(s_answersWithin, time);
            if (away != 0)
            {
                await RestoredAsync(redis);
            }
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (away == 0)
            {
                Log.NotSent(logger, e);
            }
            Volatile.Write(ref _awaySince, time.GetTimestamp());
            state.RedisIsUp = false;
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Warning, "Redis cannot be subscribed to; live events of other replicas come by PostgreSQL or by polling until it can.")]
        public static partial void NotSubscribed(ILogger logger, Exception e);

        [LoggerMessage(4011, LogLevel.Warning, "Redis is away; live events of other replicas come by PostgreSQL or by polling until it is back.")]
        public static partial void NotSent(ILogger logger, Exception e);
    }
}
