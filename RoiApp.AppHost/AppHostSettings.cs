using Microsoft.Extensions.Configuration;

namespace RoiApp.AppHost;

/// <summary>What can be chosen from outside, by environment variable or on the command line (<c>--ROI_WEB_PORT=9080</c>).</summary>
internal sealed record AppHostSettings(
    StorageKind Storage, string? DataFolder, int WebPort, int ApiPort, int ApiGrpcPort, int ProcessingPort, int ProcessingReplicas)
{
    private static readonly (string Name, string Default)[] s_defaults =
    [
        ("Storage", nameof(StorageKind.Servers)),
        ("ROI_WEB_PORT", "8080"),
        ("ROI_API_PORT", "8081"),
        ("ROI_API_GRPC_PORT", "8082"),
        ("ROI_PROCESSING_PORT", "8083"),
        ("Processing:Replicas", "1"),
    ];

    /// <exception cref="ArgumentException">A setting makes no sense; the message names it.</exception>
    public static AppHostSettings Read(ConfigurationManager configuration)
    {
        foreach (var (name, value) in s_defaults)
        {
            configuration[name] ??= value; // So that whoever explains a port finds the setting behind it.
        }

        var storage = Enum.TryParse<StorageKind>(configuration["Storage"], ignoreCase: true, out var kind) && Enum.IsDefined(kind)
            ? kind
            : throw new ArgumentException($"Storage is '{configuration["Storage"]}': it must be Embedded (SQLite, in this process's data folder) or Servers (PostgreSQL and Redis).");
        return new AppHostSettings(
            storage,
            configuration["ROI_DATA"] is { Length: > 0 } folder ? Path.GetFullPath(folder) : null,
            Number(configuration, "ROI_WEB_PORT", 65_535),
            Number(configuration, "ROI_API_PORT", 65_535),
            Number(configuration, "ROI_API_GRPC_PORT", 65_535),
            Number(configuration, "ROI_PROCESSING_PORT", 65_535),
            Number(configuration, "Processing:Replicas", 64));
    }

    private static int Number(ConfigurationManager configuration, string name, int max) =>
        int.TryParse(configuration[name], out var number) && number >= 1 && number <= max
            ? number
            : throw new ArgumentException($"{name} is '{configuration[name]}': it must be a whole number from 1 to {max}.");
}

/// <summary>Where the Api keeps its rows.</summary>
internal enum StorageKind
{
    /// <summary>SQLite and memory: nothing else to run.</summary>
    Embedded,

    /// <summary>PostgreSQL and Redis.</summary>
    Servers,
}
