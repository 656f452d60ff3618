using Microsoft.Extensions.Options;
using RoiApp.Api.Maintenance;

namespace RoiApp.Api.Progress;

/// <summary>Finds events of other replicas that no notice told of: one query for everything watched here.</summary>
internal sealed partial class LogPoller(
    EventFeed feed,
    EventLog log,
    NoticeState notices,
    TimeProvider time,
    IOptions<ProgressOptions> options,
    ILogger<LogPoller> logger) : RepeatingService(time)
{
    public async Task RunOnceAsync(CancellationToken ct)
    {
        var watched = feed.Watched;
        if (watched.Count == 0)
        {
            return;
        }
        var heads = await log.HeadsAsync(watched, ct);
        foreach (var head in heads)
        {
            feed.DeliverHead(head.WorkflowId, head.LastSeq);
        }
        foreach (var gone in watched.Except(heads.Select(h => h.WorkflowId)))
        {
            feed.DeliverHead(gone, EventFeed.Gone);
        }
    }

    protected override TimeSpan Pause => notices.Carried ? options.Value.PollEvery : options.Value.PollAloneEvery;

    protected override Task PassAsync(CancellationToken ct) => RunOnceAsync(ct);

    protected override void PassFailed(Exception e) => Log.PassFailed(logger, e);

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Error, "Looking for events of other replicas failed; trying again.")]
        public static partial void PassFailed(ILogger logger, Exception e);
    }
}
