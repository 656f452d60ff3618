using System.ComponentModel.DataAnnotations;
using RoiApp.Api.Settings;

namespace RoiApp.Api.Intake;

/// <summary>What is taken in, and how much of it.</summary>
internal sealed class IntakeOptions
{
    public const string Section = "Intake";

    /// <summary>The largest file taken.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>The longest time that one upload may take.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan ReceiveWithin { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Files in one batch.</summary>
    [Range(1, 100)]
    public int MaxBatchFiles { get; set; } = 20;

    /// <summary>Translated to when the request names no target; empty for no translation.</summary>
    public string DefaultTargetLanguage { get; set; } = "en";

    /// <summary>How long a submission's <c>Idempotency-Key</c> is remembered.</summary>
    [TimeRange("00:01:00", "365.00:00:00")]
    public TimeSpan KeepKeys { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Stored content that no workflow names is swept after this time.</summary>
    [TimeRange("00:00:00", "30.00:00:00")]
    public TimeSpan SweepAfter { get; set; } = TimeSpan.FromHours(1);

    [TimeRange("00:00:01", "30.00:00:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromHours(1);
}
