using System.ComponentModel.DataAnnotations;
using RoiApp.Api.Settings;

namespace RoiApp.Api.Pipeline;

/// <summary>How a workflow is run against Processing.</summary>
internal sealed class PipelineOptions
{
    public const string Section = "Pipeline";

    /// <summary>Bytes of content in one message; Processing takes 1 MiB at most.</summary>
    [Range(1024, 1024 * 1024)]
    public int ChunkBytes { get; set; } = 128 * 1024;

    /// <summary>The longest that a workflow may run in one attempt.</summary>
    [TimeRange("00:00:01", "7.00:00:00")]
    public TimeSpan RunWithin { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The longest that Processing may say nothing.</summary>
    [TimeRange("00:00:00.1", "1.00:00:00")]
    public TimeSpan SilentAtMost { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How soon to try again when Processing was away or full, spending no attempt.</summary>
    [TimeRange("00:00:00.01", "00:10:00")]
    public TimeSpan TryAgainAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether a recording that was heard before is spared from being heard again.</summary>
    public bool ReuseTranscripts { get; set; } = true;

    /// <summary>How long a replica that has died keeps others from hearing the recording it was hearing.</summary>
    [TimeRange("00:00:00.1", "00:10:00")]
    public TimeSpan HearingLeaseFor { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a run looks whether the recording it waits for has been heard.</summary>
    [TimeRange("00:00:00.01", "00:01:00")]
    public TimeSpan LookForTranscriptEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long Processing's word counts on which engine it would use.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan AskForEnginesEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Events written in one transaction at most.</summary>
    [Range(1, 10_000)]
    public int BatchEvents { get; set; } = 64;
}
