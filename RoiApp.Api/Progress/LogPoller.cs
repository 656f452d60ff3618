using Microsoft.Extensions.Options;
using RoiApp.Api.Caching;
using RoiApp.Api.Data;
using RoiApp.Api.Maintenance;

namespace RoiApp.Api.Progress;

/// <summary>Finds events of other replicas that no notice told of, by the owner's feed: what it costs does not grow with the watchers.</summary>
internal sealed partial class LogPoller : RepeatingService
{
    private readonly EventFeed _feed;
    private readonly EventLog _log;
    private readonly OwnerLog _ownerLog;
    private readonly NoticeState _notices;
    private readonly RowVersions _versions;
    private readonly IOptions<ProgressOptions> _options;
    private readonly ILogger<LogPoller> _logger;
    private volatile TaskCompletionSource _asked = New();

    public LogPoller(
        EventFeed feed, EventLog log, OwnerLog ownerLog, NoticeState notices, RowVersions versions, TimeProvider time, IOptions<ProgressOptions> options, ILogger<LogPoller> logger)
        : base(time)
    {
        (_feed, _log, _ownerLog, _notices, _versions, _options, _logger) = (feed, log, ownerLog, notices, versions, options, logger);
        feed.Missed += LookNow;
    }

    /// <summary>Something may have been missed. Never waits.</summary>
    public void LookNow() => _asked.TrySetResult();

    public async Task RunOnceAsync(CancellationToken ct)
    {
        while (true)
        {
            if (_feed.Reached(Owner.Local) is not { } reached || await _ownerLog.EntriesAsync(Owner.Local, reached, ct) is not { } entries)
            {
                await LookAtAllAsync(ct);
                return;
            }
            foreach (var entry in entries)
            {
                _versions.Changed(entry.Owner, entry.WorkflowId, entry.Position, content: true);
                _feed.DeliverHead(entry.WorkflowId, entry.Deleted ? EventFeed.Gone : entry.Seq);
            }
            if (entries.Count == 0)
            {
                return;
            }
            _feed.DeliverPosition(Owner.Local, entries[^1].Position);
        }
    }

    protected override TimeSpan Pause => _notices.Carried ? _options.Value.PollEvery : _options.Value.PollAloneEvery;

    protected override Task PassAsync(CancellationToken ct) => RunOnceAsync(ct);

    protected override async Task RestAsync(CancellationToken ct)
    {
        try
        {
            await _asked.Task.WaitAsync(Pause, Time, ct);
            _asked = New();
        }
        catch (TimeoutException)
        {
            // Nobody asked; it is time all the same.
        }
    }

    protected override void PassFailed(Exception e) => Log.PassFailed(_logger, e);

    // At start, and when the feed no longer reaches back: where everything watched here stands.
    private async Task LookAtAllAsync(CancellationToken ct)
    {
        // Before those who watch are listed: whoever comes later reads a log that reaches as far.
        var position = await _ownerLog.PositionAsync(Owner.Local, ct);
        _versions.Reached(Owner.Local, position);
        var watched = _feed.Watched;
        var heads = watched.Count == 0 ? [] : await _log.HeadsAsync(watched, ct);
        foreach (var head in heads)
        {
            _feed.DeliverHead(head.WorkflowId, head.LastSeq);
        }
        foreach (var gone in watched.Except(heads.Select(h => h.WorkflowId)))
        {
            _feed.DeliverHead(gone, EventFeed.Gone);
        }
        _feed.DeliverPosition(Owner.Local, position);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Error, "Looking for events of other replicas failed; trying again.")]
        public static partial void PassFailed(ILogger logger, Exception e);
    }
}
