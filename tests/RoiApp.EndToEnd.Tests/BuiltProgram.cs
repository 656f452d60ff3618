namespace RoiApp.EndToEnd.Tests;

/// <summary>Where the build put the programs under test, and the samples they are fed.</summary>
internal static class BuiltProgram
{
    private static readonly DirectoryInfo s_framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public static string Root { get; } = FindRoot();

    public static string AppHost { get; } = Locate("RoiApp.AppHost", "RoiApp.AppHost.dll");

    public static string Cli { get; } = Locate("RoiApp.Cli", "roi.dll");

    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    private static string Locate(string project, string assembly) =>
        Path.Combine(Root, project, "bin", s_framework.Parent!.Name, s_framework.Name, assembly);

    private static string FindRoot()
    {
        for (var folder = s_framework; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RoiApp.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("These tests run the programs built in this repository: run them inside it.");
    }
}
