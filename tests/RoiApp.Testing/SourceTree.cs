namespace RoiApp.Testing;

/// <summary>The repository that the running tests were built in: some read its files, some run its programs.</summary>
public static class SourceTree
{
    /// <exception cref="DirectoryNotFoundException">The tests were moved out of the repository.</exception>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file in <c>samples/</c>.</summary>
    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RoiApp.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No RoiApp.sln above {AppContext.BaseDirectory}: run these tests inside the repository.");
    }
}
