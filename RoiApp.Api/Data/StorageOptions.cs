using System.ComponentModel.DataAnnotations;

namespace RoiApp.Api.Data;

/// <summary>Where things are kept.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Holds <c>audio/</c> and, when embedded, <c>roi.db</c>.</summary>
    [Required]
    public string Directory { get; set; } = "";

    public string DatabasePath => Path.Combine(Directory, "roi.db");

    /// <summary>Configured, else <c>ROI_DATA</c>, else <c>~/.local/share/roiapp</c>.</summary>
    public static string DirectoryFrom(IConfiguration configuration)
    {
        var configured = configuration[$"{Section}:{nameof(Directory)}"] is { Length: > 0 } directory ? directory : configuration["ROI_DATA"];
        return Path.GetFullPath(configured is { Length: > 0 }
            ? configured
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "roiapp"));
    }
}
