using System.ComponentModel.DataAnnotations;

namespace RoiApp.Processing.Translation;

/// <summary>How segments are translated.</summary>
internal sealed class TranslationOptions
{
    public const string Section = "Translation";

    /// <summary>Folder of Apertium's modes: a file per pair that lists the programs of its pipeline.</summary>
    [Required]
    public string ModesDirectory { get; set; } = "/usr/share/apertium/modes";

    /// <summary>How long one segment may take; the pipeline is started anew after that.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan SegmentLimit { get; set; } = TimeSpan.FromSeconds(10);
}
