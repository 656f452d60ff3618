using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using RoiApp.Testing;
using RoiApp.Testing.Servers;

namespace RoiApp.Processing.Tests.Clients;

/// <summary>A run of <c>stream_recording.py</c>: somebody else's gRPC, in a process of its own.</summary>
internal sealed class PythonClient : IDisposable
{
    private static readonly string s_folder = Path.Combine(SourceTree.Root, "tests", "RoiApp.Processing.Tests", "Clients");

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Channel<string> _news = Channel.CreateUnbounded<string>();

    private PythonClient(Process process) => _process = process;

    /// <summary>What it has said so far, on either stream.</summary>
    public IEnumerable<string> Lines => _lines;

    public static PythonClient Start(string address, string file, params string[] options)
    {
        string[] arguments = [Path.Combine(s_folder, "stream_recording.py"), address, Path.Combine(SourceTree.Root, "RoiApp.Contracts", "Protos"), file, .. options];
        var client = new PythonClient(new Process { StartInfo = new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true } });
        client._process.OutputDataReceived += (_, line) => client.Hear(line.Data);
        client._process.ErrorDataReceived += (_, line) => client.Hear(line.Data);
        client._process.Start();
        client._process.BeginOutputReadLine();
        client._process.BeginErrorReadLine();
        return client;
    }

    /// <summary>Waits for a line that begins so.</summary>
    public async Task SeesAsync(string beginning, CancellationToken ct)
    {
        await foreach (var line in _news.Reader.ReadAllAsync(ct))
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    public void Send(PosixSignal signal) => signal.SendTo(_process.Id);

    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (!string.IsNullOrEmpty(line))
        {
            _lines.Enqueue(line);
            _news.Writer.TryWrite(line);
        }
    }
}
