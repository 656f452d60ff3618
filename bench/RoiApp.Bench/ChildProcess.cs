using System.Diagnostics;

namespace RoiApp.Bench;

/// <summary>A program under test in a process of its own, which says on its standard output how far it is. It ends with this one.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan s_startsWithin = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public long WorkingSetBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Of all its threads, in user and kernel mode.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static ChildProcess Start(string program, params string[] arguments) => new(Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!);

    /// <summary>This program again, with a command of its own.</summary>
    public static ChildProcess StartSelf(params string[] arguments) => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? Start(Environment.ProcessPath!, [typeof(ChildProcess).Assembly.Location, .. arguments])
        : Start(Environment.ProcessPath!, arguments);

    /// <summary>Waits for the address that a server says it listens on.</summary>
    public async Task<Uri> ListeningAsync(CancellationToken ct) => new($"http://127.0.0.1:{await SaidAsync("listening on ", ct).WaitAsync(s_startsWithin, ct)}");

    /// <summary>Waits for a line that begins so.</summary>
    /// <returns>The rest of the line.</returns>
    public async Task<string> SaidAsync(string beginning, CancellationToken ct)
    {
        while (await _process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line[beginning.Length..];
            }
        }

        throw new InvalidOperationException($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} ended before it said '{beginning}'.");
    }

    public Task TellAsync(string line, CancellationToken ct) => _process.StandardInput.WriteLineAsync(line.AsMemory(), ct);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
        _process.Dispose();
    }
}
