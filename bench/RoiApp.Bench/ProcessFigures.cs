using System.Diagnostics;
using System.Globalization;

namespace RoiApp.Bench;

/// <summary>What the kernel says of another process (proc(5): VmRSS, and VmHWM since it was last reset).</summary>
internal sealed class ProcessFigures(int processId)
{
    public double NowMb => Read("VmRSS:");

    public double PeakMb => Read("VmHWM:");

    /// <summary>Of all its threads, in user and kernel mode.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            using var process = Process.GetProcessById(processId);
            return process.TotalProcessorTime;
        }
    }

    public void ResetPeak() => File.WriteAllText($"/proc/{processId}/clear_refs", "5");

    private double Read(string name) => File.ReadLines($"/proc/{processId}/status").Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024).Single();
}
