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
}
