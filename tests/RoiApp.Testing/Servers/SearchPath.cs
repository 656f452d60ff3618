namespace RoiApp.Testing.Servers;

/// <summary>The directories in which programs are looked for.</summary>
internal static class SearchPath
{
    public static IEnumerable<string> Directories =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A program's full path.</summary>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static string Find(string program, string howToInstall) =>
        Directories.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"There is no '{program}' in PATH. {howToInstall}");
}
