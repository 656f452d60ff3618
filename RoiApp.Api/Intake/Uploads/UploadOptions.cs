using System.ComponentModel.DataAnnotations;
using RoiApp.Api.Settings;

namespace RoiApp.Api.Intake.Uploads;

/// <summary>How long unfinished uploads are kept, and how many of them.</summary>
internal sealed class UploadOptions
{
    public const string Section = "Uploads";

    /// <summary>Counted from the last byte; then the upload expires. A finished one can be asked about for as long.</summary>
    [TimeRange("00:00:01", "30.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Unfinished uploads of one owner.</summary>
    [Range(1, 10_000)]
    public int MaxOpen { get; set; } = 100;

    /// <summary>How long a request waits for the one that it takes an upload over from.</summary>
    [TimeRange("00:00:00", "00:01:00")]
    public TimeSpan TakeOverWithin { get; set; } = TimeSpan.FromSeconds(10);
}
