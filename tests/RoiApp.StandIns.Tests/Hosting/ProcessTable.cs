using System.Globalization;

namespace RoiApp.StandIns.Tests.Hosting;

/// <summary>Processes of this machine, from <c>/proc</c>.</summary>
internal static class ProcessTable
{
    /// <returns>Living processes that mention a folder in their environment or command line or that work in it.</returns>
    public static IReadOnlyList<string> Mentioning(string folder) =>
        [.. Ids().Where(id => id != Environment.ProcessId && Mentions(id, folder)).Select(Describe)];

    public static bool IsAlive(int id) => Read(id, "stat") is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');

    private static IEnumerable<int> Ids() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0);

    private static bool Mentions(int id, string folder) => IsAlive(id)
        && (Read(id, "environ").Contains(folder, StringComparison.Ordinal) || Read(id, "cmdline").Contains(folder, StringComparison.Ordinal) || Folder(id).StartsWith(folder, StringComparison.Ordinal));

    private static string Describe(int id) => $"{id} {Read(id, "cmdline").Replace('\0', ' ')}";

    private static string Folder(int id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/cwd").LinkTarget ?? string.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty; // It ended, or is somebody else's.
        }
    }

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
