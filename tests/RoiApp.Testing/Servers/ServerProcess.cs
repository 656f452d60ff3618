using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace RoiApp.Testing.Servers;

/// <summary>
/// A server program that lives as long as this object, and never longer than this process: a watchdog holds the other end of a pipe and stops
/// the server when the pipe breaks, however this process ends.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int KeptLines = 200;

    // With the time to delete what hundreds of test databases leave behind.
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromMinutes(2);

    // Signals from the terminal reach the whole group: the watchdog must outlive them to do its work. The server is stopped by signal $1, and
    // by KILL if it has not gone 5 s later; then directory $2, if any, is deleted. A halted server must go on to notice (CONT). A background
    // job's own input would be /dev/null, hence 3. Where there is setpriv (Linux), the server does not outlive the watchdog either.
    private const string Watchdog = """
        trap '' INT HUP
        signal=$1; scratch=$2; shift 2
        exec 3<&0
        if setpriv --pdeathsig KILL true 2>/dev/null; then set -- setpriv --pdeathsig KILL -- "$@"; fi
        "$@" </dev/null 1>&2 3<&- &
        server=$!
        echo "$server"
        (
          while read -r _; do :; done
          kill -s "$signal" "$server"
          kill -s CONT "$server"
          tries=0
          while kill -0 "$server" && [ "$tries" -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
          kill -s KILL "$server"
          if [ -n "$scratch" ]; then rm -rf -- "$scratch"; fi
        ) <&3 >/dev/null 2>&1 &
        watcher=$!
        exec 1>&- 3<&-
        wait "$server"
        status=$?
        kill -s KILL "$watcher"
        if [ -n "$scratch" ]; then rm -rf -- "$scratch"; fi
        exit "$status"
        """;

    private readonly Process _watchdog;
    private readonly string _name;
    private readonly Queue<string> _lines = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _id = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process watchdog, string name) => (_watchdog, _name) = (watchdog, name);

    /// <summary>The server's process id.</summary>
    public int Id => _id.Task is { IsCompletedSuccessfully: true } id ? id.Result : throw new InvalidOperationException($"{_name} did not start.");

    /// <summary>Starts a server and waits until it says on its output or error stream that it is ready.</summary>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="readyWhen">What the line that says so contains.</param>
    /// <param name="stopSignal">The signal that asks it to stop, such as <c>TERM</c>.</param>
    /// <param name="scratch">A directory that goes with the server, or <see langword="null"/>.</param>
    /// <param name="timeout">How long the start may take.</param>
    /// <param name="ct">Cancels the start; the server is stopped.</param>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; the message ends with what it said.</exception>
    public static async Task<ServerProcess> StartAsync(
        string name, IReadOnlyList<string> command, string readyWhen, string stopSignal, string? scratch, TimeSpan timeout, CancellationToken ct)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-c", Watchdog, "watchdog", stopSignal, scratch ?? "", .. command])
        {
            start.ArgumentList.Add(argument);
        }

        var server = new ServerProcess(new Process { StartInfo = start }, name);
        try
        {
            server.Begin(readyWhen);
            await server.WaitUntilReadyAsync(timeout, ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends the server a signal.</summary>
    public void Send(PosixSignal signal) => signal.SendTo(Id);

    /// <summary>Waits until the server has ended, by itself or by a signal.</summary>
    public Task WaitForExitAsync(CancellationToken ct) => _watchdog.WaitForExitAsync(ct);

    /// <summary>The last lines that the server wrote.</summary>
    public string Output()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _watchdog.StandardInput.Close(); // The watchdog's sign to stop the server.
            await _watchdog.WaitForExitAsync(CancellationToken.None).WaitAsync(s_stopLimit);
        }
        catch (InvalidOperationException)
        {
            // It never started.
        }

        _watchdog.Dispose();
    }

    private void Begin(string readyWhen)
    {
        _watchdog.OutputDataReceived += (_, line) =>
        {
            if (int.TryParse(line.Data, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                _id.TrySetResult(id);
            }
        };
        _watchdog.ErrorDataReceived += (_, line) => Hear(line.Data, readyWhen);
        try
        {
            _watchdog.Start();
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{_name} cannot be started: this needs a POSIX shell named 'sh'.", e);
        }

        _watchdog.BeginOutputReadLine();
        _watchdog.BeginErrorReadLine();
    }

    private void Hear(string? line, string readyWhen)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines)
            {
                _lines.Dequeue();
            }
        }

        if (line.Contains(readyWhen, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    private async Task WaitUntilReadyAsync(TimeSpan timeout, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        var ready = Task.WhenAll(_ready.Task, _id.Task);
        var exited = _watchdog.WaitForExitAsync(deadline.Token);
        if (await Task.WhenAny(ready, exited) == ready)
        {
            return;
        }

        ct.ThrowIfCancellationRequested();
        throw new InvalidOperationException(exited.IsCanceled
            ? $"{_name} was not ready after {timeout.TotalSeconds:0} s. It said:\n{Output()}"
            : $"{_name} ended before it was ready, with status {_watchdog.ExitCode}. It said:\n{Output()}");
    }
}
