using Microsoft.AspNetCore.DataProtection;

namespace RoiApp.Web.Security;

/// <summary>Where the keys lie that sign antiforgery tokens and circuits: beside RoiApp's data, so that open pages survive a restart.</summary>
internal static class KeyStorage
{
    public static IServiceCollection AddKeyStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var protection = services.AddDataProtection().SetApplicationName("RoiApp.Web");
        if (TryPrepare(Path.Combine(DataDirectory(configuration), "web-keys")) is { } directory)
        {
            protection.PersistKeysToFileSystem(directory);
        }
        else
        {
            protection.UseEphemeralDataProtectionProvider();
        }

        return services;
    }

    private static string DataDirectory(IConfiguration configuration) =>
        configuration["Storage:Directory"]
        ?? configuration["ROI_DATA"]
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "roiapp");

    // A folder that cannot be written costs open pages a reload after a restart, nothing more.
    private static DirectoryInfo? TryPrepare(string path)
    {
        try
        {
            return OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(path)
                : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
