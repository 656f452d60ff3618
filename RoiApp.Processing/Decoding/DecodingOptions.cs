using System.ComponentModel.DataAnnotations;

namespace RoiApp.Processing.Decoding;

/// <summary>How recordings are decoded.</summary>
internal sealed class DecodingOptions
{
    public const string Section = "Decoding";

    /// <summary>The program, by name on the PATH or by full path.</summary>
    [Required]
    public string Ffmpeg { get; set; } = "ffmpeg";

    /// <summary>Longest recording, by its decoded length: what a few hostile kilobytes unpack to is bounded as well.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "2.00:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Largest file that is put on disk because its index may be at its end (mp4, m4a, mov, 3gp).</summary>
    [Range(1, long.MaxValue)]
    public long MaxSpooledBytes { get; set; } = 4L << 30;

    /// <summary>How long ffmpeg may say nothing while its answer is waited for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StallLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Where such files are put; the system's folder for temporary files when empty.</summary>
    public string TempDirectory { get; set; } = "";
}
