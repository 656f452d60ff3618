namespace RoiApp.Processing.Tests;

/// <summary>Files of the source tree that tests use as they are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Protos { get; } = Path.Combine(Root, "RoiApp.Contracts", "Protos");

    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RoiApp.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new DirectoryNotFoundException("RoiApp.sln is in no folder above the tests.");
    }
}
