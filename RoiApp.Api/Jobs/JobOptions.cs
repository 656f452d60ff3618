using System.ComponentModel.DataAnnotations;
using RoiApp.Api.Settings;

namespace RoiApp.Api.Jobs;

/// <summary>How the queue behaves.</summary>
internal sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>Jobs that this process runs at once. 0 runs none: this replica only serves requests.</summary>
    [Range(0, 1000)]
    public int MaxConcurrent { get; set; } = 4;

    /// <summary>Attempts before a job is given up.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>How long a claim lasts unless renewed: what a dead process costs.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan LeaseFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Renewals also learn of a cancel asked for on another replica.</summary>
    [TimeRange("00:00:00.1", "00:10:00")]
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often to look without having been woken.</summary>
    [TimeRange("00:00:00.05", "00:10:00")]
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often to look for expired leases.</summary>
    [TimeRange("00:00:00.1", "01:00:00")]
    public TimeSpan RescueEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Wait before the second attempt; doubles with each further one.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan BackOffFrom { get; set; } = TimeSpan.FromSeconds(1);

    [TimeRange("00:00:00", "1.00:00:00")]
    public TimeSpan BackOffTo { get; set; } = TimeSpan.FromMinutes(1);
}
