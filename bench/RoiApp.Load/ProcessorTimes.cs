using System.Globalization;
using RoiApp.Testing.Servers;

namespace RoiApp.Load;

/// <summary>How much processor each service has used, engines that it started included.</summary>
internal sealed class ProcessorTimes(IReadOnlyList<(string Name, int Process)> processes)
{
    // sysconf(_SC_CLK_TCK) is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    public const string Users = "users (this program)";

    /// <summary>Whatever else runs on the machine: on a quiet one, next to nothing.</summary>
    public const string Others = "others on this machine";

    /// <summary>Seconds since each began; these only ever grow.</summary>
    public IReadOnlyDictionary<string, double> Now()
    {
        var now = processes.ToDictionary(p => p.Name, p => OfFamily(p.Process));
        now[Users] = Environment.CpuUsage.TotalTime.TotalSeconds;
        now[Others] = Busy() - now.Values.Sum();
        return now;
    }

    // A child that ended and was waited for is in its parent's third and fourth figure.
    private static double OfFamily(int id) => Of(id) + ProcessTree.Below(id).Sum(child => Of(child.Id));

    // proc(5): user, nice, system, idle, iowait, irq, softirq, steal; the fourth and fifth are no work, and guests are in user and nice already.
    private static double Busy()
    {
        var figures = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return (figures.Sum() - figures[3] - figures[4]) / TicksPerSecond;
    }

    private static double Of(int id)
    {
        try
        {
            // proc(5): utime, stime, cutime, cstime are fields 14 to 17; the name in parentheses may hold anything.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[11..15].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
        catch (IOException)
        {
            return 0; // It ended while being read.
        }
    }
}
