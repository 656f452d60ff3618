using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Postgres;

/// <summary>PostgreSQL refuses to run as root: then it runs as the user <c>postgres</c>, otherwise as the developer.</summary>
internal static class PostgresAccount
{
    private const string Name = "postgres";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private static bool IsRoot => Environment.IsPrivilegedProcess;

    /// <summary>Makes the volume's folder and its password the account's own.</summary>
    public static async Task OwnAsync(Volume volume, CancellationToken ct)
    {
        if (IsRoot)
        {
            var command = new[] { "chown", $"{Name}:", volume.Folder, Path.Combine(volume.Folder, "password") };
            await Tools.MustRunAsync(new ProcessSpec($"chown {Name}", command), s_limit, ct);
        }
    }

    /// <summary>The command, as that user.</summary>
    /// <remarks>
    /// Root's home, below which the data is by default, is closed to other users. The one right to look things up beneath a
    /// closed folder is passed on then, rather than opening the home or keeping the data elsewhere.
    /// </remarks>
    public static IEnumerable<string> As(Volume volume, params IEnumerable<string> command) => IsRoot
        ? ["setpriv", $"--reuid={Name}", $"--regid={Name}", "--init-groups", .. Rights(volume), "--", .. command]
        : command;

    private static string[] Rights(Volume volume)
    {
        for (var parent = Directory.GetParent(volume.Folder); parent is not null; parent = parent.Parent)
        {
            if (!OperatingSystem.IsWindows() && !parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                var right = Has(2) ? "dac_read_search" : "dac_override"; // Containers usually have the second only.
                return [$"--inh-caps=+{right}", $"--ambient-caps=+{right}"];
            }
        }

        return [];
    }

    // Bits of capabilities(7) in "CapPrm", a hexadecimal number.
    private static bool Has(int capability)
    {
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(status => status.StartsWith("CapPrm:", StringComparison.Ordinal));
        return line is not null && (Convert.ToUInt64(line[7..].Trim(), 16) >> capability & 1) == 1;
    }
}
