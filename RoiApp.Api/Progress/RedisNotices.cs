using System.Text.Json;
using System.Threading.Channels;
using RoiApp.Api.Reports;
using RoiApp.Contracts.Rest;
using StackExchange.Redis;

namespace RoiApp.Api.Progress;

/// <summary>
/// Carries notices between replicas by Redis pub/sub. Best effort: the seq says what is missing and the log has it, so that Redis may come and go.
/// </summary>
internal sealed partial class RedisNotices(
    IServiceProvider services,
    EventFeed feed,
    NoticeState state,
    TimeProvider time,
    ILogger<RedisNotices> logger) : BackgroundService
{
    private const int MaxCarriedBytes = 16 * 1024;

    private static readonly RedisChannel s_channel = new("roi:events", RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan s_tryAgainAfter = TimeSpan.FromSeconds(2);

    private readonly string _me = Guid.NewGuid().ToString("N");

    // A lost notice costs a poll interval; waiting for Redis would cost the pipeline.
    private readonly Channel<Notice> _outbox = Channel.CreateBounded<Notice>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        feed.Published += Post;
        try
        {
            var redis = await SubscribeAsync(stoppingToken);
            await foreach (var notice in _outbox.Reader.ReadAllAsync(stoppingToken))
            {
                await SendAsync(redis, notice);
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
        while (true)
        {
            try
            {
                // Resolved here, not injected: connecting may take its time, and must not keep the server from starting.
                var redis = services.GetRequiredService<IConnectionMultiplexer>();
                redis.ConnectionFailed += (_, _) => state.Carried = false;
                redis.ConnectionRestored += (_, _) => state.Carried = redis.IsConnected;
                await redis.GetSubscriber().SubscribeAsync(s_channel, (_, message) => Receive(message));
                state.Carried = redis.IsConnected;
                return redis;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Log.NotSubscribed(logger, e);
                await Task.Delay(s_tryAgainAfter, time, ct);
            }
        }
    }

    private async Task SendAsync(IConnectionMultiplexer redis, Notice notice)
    {
        try
        {
            var carried = new CarriedNotice(_me, notice.WorkflowId, notice.Seq, notice.Events);
            var json = JsonSerializer.SerializeToUtf8Bytes(carried, NoticeJson.Default.CarriedNotice);
            if (json.Length > MaxCarriedBytes)
            {
                json = JsonSerializer.SerializeToUtf8Bytes(carried with { Events = null }, NoticeJson.Default.CarriedNotice);
            }
            await redis.GetSubscriber().PublishAsync(s_channel, json);
            state.Carried = true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (state.Carried)
            {
                Log.NotSent(logger, e);
            }
            state.Carried = false;
        }
    }

    private void Receive(RedisValue message)
    {
        try
        {
            if (JsonSerializer.Deserialize((byte[]?)message, NoticeJson.Default.CarriedNotice) is not { } notice || notice.From == _me)
            {
                return;
            }
            if (notice.Events is { } events)
            {
                feed.Deliver(notice.WorkflowId, events);
            }
            else
            {
                feed.DeliverHead(notice.WorkflowId, notice.Seq);
            }
        }
        catch (JsonException e)
        {
            Log.NotUnderstood(logger, e); // Another version of us: the poller finds the events.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Warning, "Redis cannot be subscribed to; live events of other replicas come by polling until it can.")]
        public static partial void NotSubscribed(ILogger logger, Exception e);

        [LoggerMessage(4011, LogLevel.Warning, "Redis is away; live events of other replicas come by polling until it is back.")]
        public static partial void NotSent(ILogger logger, Exception e);

        [LoggerMessage(4012, LogLevel.Warning, "A notice from another replica could not be read.")]
        public static partial void NotUnderstood(ILogger logger, Exception e);
    }
}
