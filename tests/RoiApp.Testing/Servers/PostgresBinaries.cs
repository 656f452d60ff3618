using System.Globalization;

namespace RoiApp.Testing.Servers;

/// <summary>Where PostgreSQL is installed, and how to run it for tests.</summary>
internal sealed record PostgresBinaries(string Directory)
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <exception cref="InvalidOperationException">It is nowhere to be found.</exception>
    public static PostgresBinaries Find()
    {
        // Debian keeps the server's programs out of the search path, a directory per version: the newest first.
        var debian = System.IO.Directory.Exists(DebianRoot)
            ? System.IO.Directory.GetDirectories(DebianRoot)
                .OrderByDescending(version => double.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Select(version => Path.Combine(version, "bin"))
            : [];
        return debian.Concat(SearchPath.Directories).FirstOrDefault(directory => File.Exists(Path.Combine(directory, "initdb"))) is { } found
            ? new(found)
            : throw new InvalidOperationException(
                $"PostgreSQL is not installed: there is no 'initdb' in {DebianRoot}/*/bin or in PATH. Install it (Debian, Ubuntu: apt install postgresql).");
    }

    /// <summary>Serves a database cluster, which is made first when the directory does not exist yet.</summary>
    /// <param name="survivesKill">Whether what was committed is there after a kill. No care is taken for what a power cut would do.</param>
    public IReadOnlyList<string> CommandFor(string data, int port, bool survivesKill = false)
    {
        const string Script = """
            umask 077
            data=$2; port=$3; bin=$1; shift 3
            if [ ! -e "$data/PG_VERSION" ]; then
              "$bin/initdb" -D "$data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null || exit 1
            fi
            cd "$data" || exit 1
            exec "$bin/postgres" -D "$data" -h 127.0.0.1 -p "$port" -k '' -c fsync=off -c max_connections=1000 "$@"
            """;
        string[] carefree = survivesKill ? [] : ["-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        string[] command = ["sh", "-c", Script, "postgres", Directory, data, port.ToString(CultureInfo.InvariantCulture), .. carefree];
        // The server refuses to run as root. setpriv becomes the program it runs, so that the process id stays the server's; a change of user
        // forgets the signal for the parent's death, so it is set again.
        return Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig", "KILL", "--", .. command]
            : command;
    }
}
