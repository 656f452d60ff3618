using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Orchestration;

/// <summary>A program that ends when it is told to, and also when this process ends, even by SIGKILL (see <c>watchdog.sh</c>).</summary>
/// <remarks>
/// Linux can send a signal at a parent's death (<c>PR_SET_PDEATHSIG</c>), but means the parent's thread, and forgets about it
/// when the user changes. The end of a pipe has neither weakness, and the same end serves as the ordinary request to stop.
/// </remarks>
internal sealed class SupervisedProcess : IAsyncDisposable
{
    private static readonly Lazy<string> s_watchdog = new(ReadWatchdog);

    private readonly Process _watchdog;

    private SupervisedProcess(ProcessSpec spec, Process watchdog, Action<string> line)
    {
        _watchdog = watchdog;
        Exited = ExitedAsync(spec, OutputLines.PumpAsync(watchdog.StandardOutput, line), OutputLines.PumpAsync(watchdog.StandardError, line));
    }

    /// <summary>The exit code, once the program has ended and its last line was passed on.</summary>
    public Task<int> Exited { get; }

    /// <param name="spec">The program.</param>
    /// <param name="line">Called with every line of output, from two threads.</param>
    public static SupervisedProcess Start(ProcessSpec spec, Action<string> line)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = spec.WorkingDirectory ?? string.Empty,
        };
        var tenths = (int)Math.Ceiling(spec.StopTimeout.TotalSeconds * 10);
        foreach (var argument in (string[])["-c", s_watchdog.Value, "watchdog", spec.StopSignal, tenths.ToString(CultureInfo.InvariantCulture), .. spec.Command])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        return new SupervisedProcess(spec, Process.Start(start)!, line);
    }

    /// <summary>Asks the program to end and waits until it has; the watchdog sees to it that it does.</summary>
    public async Task StopAsync()
    {
        _watchdog.StandardInput.Close();
        await Exited;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _watchdog.Dispose();
    }

    private async Task<int> ExitedAsync(ProcessSpec spec, Task output, Task errors)
    {
        await _watchdog.WaitForExitAsync();
        try
        {
            // Something that left the session may still hold the pipes open; its words are not worth a hang.
            await Task.WhenAll(output, errors).WaitAsync(TimeSpan.FromSeconds(2));
        }
        catch (TimeoutException)
        {
            Debug.WriteLine($"{spec.Name} ended but its output did not.");
        }

        return _watchdog.ExitCode;
    }

    private static string ReadWatchdog()
    {
        using var reader = new StreamReader(typeof(SupervisedProcess).Assembly.GetManifestResourceStream("watchdog.sh")!);
        return reader.ReadToEnd();
    }
}
