using System.Globalization;

namespace RoiApp.Testing.Servers;

/// <param name="StartTime">In clock ticks since boot: with the id it names one process for good.</param>
public sealed record RunningProcess(int Id, int ParentId, string StartTime, string Command);

/// <summary>The processes of this machine, as <c>/proc</c> lists them.</summary>
public static class ProcessTree
{
    /// <summary>The children of a process, their children, and so on.</summary>
    public static IReadOnlyList<RunningProcess> Below(int root)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<RunningProcess>()
            .ToLookup(process => process.ParentId);
        var family = new List<RunningProcess>();
        var parents = new Queue<int>([root]);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var child in all[parent])
            {
                family.Add(child);
                parents.Enqueue(child.Id);
            }
        }

        return family;
    }

    /// <summary>Whether it runs still: another process may have got its id since.</summary>
    public static bool IsAlive(RunningProcess process) => Read(process.Id) is { } now && now.StartTime == process.StartTime;

    private static RunningProcess? Read(int id)
    {
        try
        {
            // proc(5): the name in parentheses may hold anything; after it come state, parent and, as the 22nd field of all, the start time.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var command = File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ').Trim();
            return fields[0] == "Z" ? null : new(id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19], command);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It ended while being read.
        }
    }
}
