using RoiApp.Testing;

namespace RoiApp.Architecture.Tests;

/// <summary>The source tree as the tests read it: files that belong to the project, without what a build made.</summary>
internal static class Repository
{
    private static readonly string[] s_notOurs = ["bin", "obj", "artifacts", "node_modules", ".git"];

    public static DirectoryInfo Root { get; } = new(SourceTree.Root);

    public static IEnumerable<FileInfo> Files(params string[] endings) => Below(Root).Where(file => endings.Any(ending => file.Name.EndsWith(ending, StringComparison.Ordinal)));

    public static string PathOf(FileSystemInfo file) => Path.GetRelativePath(Root.FullName, file.FullName);

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder) => folder.EnumerateFiles().Concat(
        folder.EnumerateDirectories().Where(below => !s_notOurs.Contains(below.Name) && below.LinkTarget is null).SelectMany(Below));
}
