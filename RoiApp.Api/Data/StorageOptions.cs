using System.ComponentModel.DataAnnotations;
using RoiApp.Api.Settings;

namespace RoiApp.Api.Data;

/// <summary>Where things are kept, and how the database is spoken to.</summary>
internal sealed class StorageOptions : IValidatableObject
{
    public const string Section = "Storage";

    /// <summary>Name of PostgreSQL's connection string; without one the database is SQLite.</summary>
    public const string ConnectionName = "roidb";

    /// <summary>Holds <c>audio/</c> and, when embedded, <c>roi.db</c>.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>Connections to PostgreSQL kept open while nobody needs them.</summary>
    [Range(0, 500)]
    public int PoolMin { get; set; }

    /// <summary>Connections to PostgreSQL at most; who wants a further one waits. Two replicas at the default fit into a server's usual 100.</summary>
    [Range(2, 500)]
    public int PoolMax { get; set; } = 40;

    /// <summary>The longest wait for a connection, from the pool or from the server.</summary>
    [TimeRange("00:00:01", "00:05:00")]
    public TimeSpan ConnectWithin { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>An idle connection above <see cref="PoolMin"/> is closed after this time.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan PoolIdle { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest that one command may take; on SQLite also the longest wait for another process's write.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan CommandWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A command slower than this is logged.</summary>
    [TimeRange("00:00:00.001", "01:00:00")]
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromMilliseconds(100);

    public string DatabasePath => Path.Combine(Directory, "roi.db");

    public static bool UsesPostgres(IConfiguration configuration) => configuration.GetConnectionString(ConnectionName) is { Length: > 0 };

    /// <summary>Configured, else <c>ROI_DATA</c>, else <c>~/.local/share/roiapp</c>.</summary>
    public static string DirectoryFrom(IConfiguration configuration)
    {
        var configured = configuration[$"{Section}:{nameof(Directory)}"] is { Length: > 0 } directory ? directory : configuration["ROI_DATA"];
        return Path.GetFullPath(configured is { Length: > 0 }
            ? configured
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "roiapp"));
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PoolMin > PoolMax)
        {
            yield return new($"Setting {nameof(PoolMin)} is {PoolMin}, more than {nameof(PoolMax)}, {PoolMax}.", [nameof(PoolMin)]);
        }
    }
}
