namespace RoiApp.Architecture.Tests;

/// <summary>The source tree as the tests read it: files that belong to the project, without what a build made.</summary>
internal static class Repository
{
    private static readonly string[] s_notOurs = ["bin", "obj", "artifacts", "node_modules", ".git"];

    public static DirectoryInfo Root { get; } = FindRoot();

    public static IEnumerable<FileInfo> Files(params string[] endings) => Below(Root).Where(file => endings.Any(ending => file.Name.EndsWith(ending, StringComparison.Ordinal)));

    public static string PathOf(FileSystemInfo file) => Path.GetRelativePath(Root.FullName, file.FullName);

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder) => folder.EnumerateFiles().Concat(
        folder.EnumerateDirectories().Where(below => !s_notOurs.Contains(below.Name) && below.LinkTarget is null).SelectMany(Below));

    private static DirectoryInfo FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RoiApp.sln")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException("These tests read the source tree: run them inside the repository.");
    }
}
