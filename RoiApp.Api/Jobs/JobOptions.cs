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

    /// <summary>What a step of priority is worth: a job goes before those of the next lower priority that are older by less than this.</summary>
    [TimeRange("00:00:00", "1.00:00:00")]
    public TimeSpan PriorityStep { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A long job lets shorter ones pass that come within its length of it, but not for longer than this.</summary>
    [TimeRange("00:00:00", "1.00:00:00")]
    public TimeSpan LengthAtMost { get; set; } = TimeSpan.FromMinutes(10);

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

    /// <summary>How long finished jobs are kept for operators to look at. Their workflows stay.</summary>
    [TimeRange("00:00:00", "3650.00:00:00")]
    public TimeSpan KeepFinished { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often to look for jobs to forget.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan PruneEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Rows deleted in one transaction: a long one would hold up writers on SQLite.</summary>
    [Range(1, 10_000)]
    public int PruneBatch { get; set; } = 500;
}
