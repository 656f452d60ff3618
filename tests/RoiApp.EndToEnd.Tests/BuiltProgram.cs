using RoiApp.Testing;

namespace RoiApp.EndToEnd.Tests;

/// <summary>Where the build put the programs under test.</summary>
internal static class BuiltProgram
{
    private static readonly DirectoryInfo s_framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public static string AppHost { get; } = Locate("RoiApp.AppHost", "RoiApp.AppHost.dll");

    public static string Cli { get; } = Locate("RoiApp.Cli", "roi.dll");

    private static string Locate(string project, string assembly) =>
        Path.Combine(SourceTree.Root, project, "bin", s_framework.Parent!.Name, s_framework.Name, assembly);
}
