using System.Globalization;

namespace Aspire.Hosting.Postgres;

/// <summary>The folder with <c>postgres</c>, <c>initdb</c> and <c>psql</c> of one version.</summary>
internal sealed record PostgresPrograms(string Folder, int Version)
{
    private const string DebianRoot = "/usr/lib/postgresql";
    private static readonly string[] s_needed = ["postgres", "initdb", "psql"];

    public string Path(string program) => System.IO.Path.Combine(Folder, program);

    /// <summary>Debian's versions, newest first, then what the PATH has.</summary>
    public static IReadOnlyList<PostgresPrograms> Installed()
    {
        var debian = Directory.Exists(DebianRoot) ? Directory.EnumerateDirectories(DebianRoot) : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. debian.Select(folder => new PostgresPrograms(System.IO.Path.Combine(folder, "bin"), Number(System.IO.Path.GetFileName(folder))))
                .OrderByDescending(programs => programs.Version)
                .Concat(path.Select(folder => new PostgresPrograms(folder, 0)))
                .Where(programs => s_needed.All(program => File.Exists(programs.Path(program)))),
        ];
    }

    /// <param name="data">A data folder that may exist; its files can only be served by the version that wrote them.</param>
    /// <param name="installed">What there is to choose from.</param>
    /// <exception cref="DistributedApplicationException">No program serves it.</exception>
    public static PostgresPrograms For(string data, IReadOnlyList<PostgresPrograms> installed)
    {
        if (installed.Count == 0)
        {
            throw new DistributedApplicationException(
                "PostgreSQL is not installed. Install the package 'postgresql' (sudo apt-get install postgresql), or start without servers: Storage=Embedded.");
        }

        var stamp = System.IO.Path.Combine(data, "PG_VERSION");
        if (!File.Exists(stamp))
        {
            return installed[0];
        }

        var wanted = Number(File.ReadAllText(stamp).Trim());
        return installed.FirstOrDefault(programs => programs.Version == wanted || programs.Version == 0)
            ?? throw new DistributedApplicationException(
                $"The data in {data} was written by PostgreSQL {wanted}, but {string.Join(" and ", installed.Select(programs => programs.Version))} is installed: install postgresql-{wanted}, or move that folder away to start empty.");
    }

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
