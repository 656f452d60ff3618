using System.ComponentModel.DataAnnotations;
using RoiApp.Api.Settings;

namespace RoiApp.Api.Progress;

/// <summary>How live events travel.</summary>
internal sealed class ProgressOptions
{
    public const string Section = "Progress";

    /// <summary>How often the log is looked at for events of other replicas while notices arrive, too.</summary>
    [TimeRange("00:00:00.1", "01:00:00")]
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The same while nothing carries notices between replicas.</summary>
    [TimeRange("00:00:00.05", "01:00:00")]
    public TimeSpan PollAloneEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the events of a finished workflow are kept; then watchers get a snapshot in their place.</summary>
    [TimeRange("00:00:00", "3650.00:00:00")]
    public TimeSpan KeepEvents { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often to look for events to forget.</summary>
    [TimeRange("00:00:01", "30.00:00:00")]
    public TimeSpan PruneEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>At least this long between two progress events of one workflow.</summary>
    [TimeRange("00:00:00", "00:01:00")]
    public TimeSpan PassingEvery { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A watcher who takes nothing for so long while something waits is let go.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a stream of server-sent events says that it lives. Proxies cut a silent connection after 30 s or more.</summary>
    [TimeRange("00:00:00.1", "00:10:00")]
    public TimeSpan HeartbeatEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a WebSocket is pinged.</summary>
    [TimeRange("00:00:00.1", "00:10:00")]
    public TimeSpan PingEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A WebSocket that answers no ping for so long is dead.</summary>
    [TimeRange("00:00:00.1", "01:00:00")]
    public TimeSpan PongWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many workflows one WebSocket may watch at a time.</summary>
    [Range(1, 10_000)]
    public int MaxSubscriptions { get; set; } = 100;

    /// <summary>Web pages of these origins (<c>https://host[:port]</c>) may open WebSockets, beside those of the server's own.</summary>
    public string[] AllowedOrigins { get; set; } = [];
}
