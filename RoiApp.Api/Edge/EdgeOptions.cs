using System.ComponentModel.DataAnnotations;
using RoiApp.Api.Settings;

namespace RoiApp.Api.Edge;

/// <summary>What a request may take.</summary>
internal sealed class EdgeOptions
{
    public const string Section = "Edge";

    /// <summary>When an answer is given up. Uploads, downloads and streams of events take as long as they take.</summary>
    [TimeRange("00:00:00.050", "01:00:00")]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(30);
}
