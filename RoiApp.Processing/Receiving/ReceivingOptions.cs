using System.ComponentModel.DataAnnotations;

namespace RoiApp.Processing.Receiving;

/// <summary>What one replica takes on, and from whom.</summary>
internal sealed class ReceivingOptions
{
    public const string Section = "Receiving";

    /// <summary>Workflows that run at once; more are sent elsewhere.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentWorkflows { get; set; } = 32;

    /// <summary>What a client is told to wait before it asks again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a client may send nothing while more is waited for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan IdleLimit { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long workflows that run may go on when this replica is told to stop. Less than the host's own limit, 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:28")]
    public TimeSpan FinishWithin { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Largest transcript file.</summary>
    [Range(1, 1 << 30)]
    public int MaxTranscriptBytes { get; set; } = 8 << 20;

    /// <summary>Segments of an earlier attempt that are taken back.</summary>
    [Range(1, 10_000_000)]
    public int MaxFinishedSegments { get; set; } = 200_000;
}
