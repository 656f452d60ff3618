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

    /// <summary>At least this long between two progress events of one workflow.</summary>
    [TimeRange("00:00:00", "00:01:00")]
    public TimeSpan PassingEvery { get; set; } = TimeSpan.FromMilliseconds(100);
}
