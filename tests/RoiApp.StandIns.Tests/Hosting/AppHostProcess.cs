using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using RoiApp.Testing.Servers;

namespace RoiApp.StandIns.Tests.Hosting;

/// <summary>The app host of these tests in a process group of its own, as a terminal would start it.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];

    private AppHostProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? string.Empty);
        process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? string.Empty);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Console => string.Join('\n', _lines);

    public static AppHostProcess Start(string dataFolder, params string[] settings)
    {
        // What a shell starts in the background ignores SIGINT, and so does all that it starts: a terminal's child does not.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "setsid", "dotnet", HostedProjects.Assembly("RoiApp.StandIns.AppHost"), .. settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ROI_DATA"] = dataFolder },
        };
        return new AppHostProcess(Process.Start(start)!);
    }

    /// <returns>The environment of the first project.</returns>
    public async Task<Dictionary<string, string>> UntilReadyAsync()
    {
        Match? ready = null;
        Assert.True(await Poll.UntilAsync(() => (ready = Ready().Match(Console)).Success || _process.HasExited, s_deadline) && ready!.Success, $"Not ready:\n{Console}");
        using var http = new HttpClient();
        return (await http.GetFromJsonAsync<Dictionary<string, string>>($"{ready.Groups["back"].Value}/environment", TestContext.Current.CancellationToken))!;
    }

    /// <summary>What Ctrl-C in a terminal does: the signal goes to the whole process group.</summary>
    public void PressCtrlC() => new PosixSignal(2).SendTo(-_process.Id);

    public void Terminate() => PosixSignal.Terminate.SendTo(_process.Id);

    public void Kill() => PosixSignal.Kill.SendTo(_process.Id);

    public async Task<int> ExitedAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_deadline, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Terminate();
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(s_deadline);
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"^ready (?<back>\S+) (?<front>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Ready();
}
