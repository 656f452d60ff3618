using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace RoiApp.Api.Jobs;

/// <summary>Names the holder of a lease, so that after a crash on the same machine nobody has to wait for the lease to run out.</summary>
internal sealed class LeaseHolder : IDisposable
{
    // A process may host several: tests run two replicas side by side.
    private static readonly ConcurrentDictionary<string, byte> s_here = new(StringComparer.Ordinal);

    public LeaseHolder()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{Machine}/{Environment.ProcessId}/{Guid.NewGuid():N}");
        s_here[Name] = 0;
    }

    public string Name { get; }

    private static string Machine => Environment.MachineName.Replace('/', '-');

    /// <summary>True only when the holder was a process of this machine that is gone.</summary>
    public static bool IsGone(string holder)
    {
        if (holder.Split('/') is not [var machine, var pidText, _]
            || machine != Machine
            || !int.TryParse(pidText, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
        {
            return false;
        }
        return pid == Environment.ProcessId ? !s_here.ContainsKey(holder) : !Exists(pid);
    }

    public void Dispose() => s_here.TryRemove(Name, out _);

    private static bool Exists(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
