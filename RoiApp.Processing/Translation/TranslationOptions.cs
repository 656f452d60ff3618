using System.ComponentModel.DataAnnotations;
using RoiApp.Processing.Services;

namespace RoiApp.Processing.Translation;

/// <summary>How segments are translated: by Apertium, or by chat models before it.</summary>
internal sealed class TranslationOptions : ServiceChainOptions
{
    public const string Section = "Translation";

    /// <summary>Folder of Apertium's modes: a file per pair that lists the programs of its pipeline.</summary>
    [Required]
    public string ModesDirectory { get; set; } = "/usr/share/apertium/modes";

    /// <summary>How long Apertium may take for one segment; its pipeline is started anew after that.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan SegmentLimit { get; set; } = TimeSpan.FromSeconds(10);
}
