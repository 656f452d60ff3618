using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace RoiApp.Cli.Hosting;

/// <summary>A whole RoiApp on free ports with embedded storage, alive as long as this object, or this process, is.</summary>
internal sealed partial class EmbeddedRoiApp : IAsyncDisposable
{
    private const int KeptLogLines = 25;
    private static readonly TimeSpan s_readyWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(30);

    // Stops the app host when our end of the pipe closes, however we end; a shell's background job is deaf to the terminal's Ctrl-C.
    private const string Watchdog = """
        exec 3<&0 </dev/null
        "$@" & child=$!
        { read -r _ <&3; kill -TERM "$child"; } 2>/dev/null & watch=$!
        exec 3<&-
        wait "$child"; status=$?
        kill "$watch" 2>/dev/null
        exit "$status"
        """;

    private readonly Process _process;
    private readonly Queue<string> _log = new();
    private readonly TaskCompletionSource<Match> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EmbeddedRoiApp(string appHost)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", Watchdog, "roi", "dotnet", appHost },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(appHost)!,
            Environment = { ["Storage"] = "Embedded" },
        };
        foreach (var (variable, port) in Enumerable.Zip(["ROI_WEB_PORT", "ROI_API_PORT", "ROI_API_GRPC_PORT", "ROI_PROCESSING_PORT"], FreePorts(4)))
        {
            start.Environment[variable] = port.ToString(CultureInfo.InvariantCulture);
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Read(e.Data);
        _process.ErrorDataReceived += (_, e) => Read(e.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new ServerUnavailableException($"RoiApp stopped while starting:{Environment.NewLine}{LastLog()}"));
    }

    /// <summary>HOST:PORT of the gRPC interface.</summary>
    public string GrpcAddress => _ready.Task.Result.Groups["grpc"].Value;

    public Uri ApiUrl => new(_ready.Task.Result.Groups["api"].Value);

    public static async Task<EmbeddedRoiApp> StartAsync(CancellationToken ct)
    {
        var app = new EmbeddedRoiApp(FindAppHost());
        try
        {
            app._process.Start();
            app._process.BeginOutputReadLine();
            app._process.BeginErrorReadLine();
            await app._ready.Task.WaitAsync(s_readyWithin, ct);
            return app;
        }
        catch (Exception e)
        {
            await app.DisposeAsync();
            throw e is TimeoutException
                ? new ServerUnavailableException($"RoiApp was not ready within {s_readyWithin.TotalMinutes:F0} minutes. Its last words:{Environment.NewLine}{app.LastLog()}")
                : e;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            try
            {
                _process.StandardInput.Close(); // The watchdog sees the end of the pipe and stops the app host, which stops the rest.
                await _process.WaitForExitAsync().WaitAsync(s_stopWithin);
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
            }
            catch (InvalidOperationException)
            {
                // It never started.
            }
        }
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.Enqueue(line);
            if (_log.Count > KeptLogLines)
            {
                _log.Dequeue();
            }
        }

        if (ReadyLine().Match(line) is { Success: true } ready)
        {
            _ready.TrySetResult(ready);
        }
    }

    private string LastLog()
    {
        lock (_log)
        {
            return string.Join(Environment.NewLine, _log);
        }
    }

    private static string FindAppHost()
    {
        if (Environment.GetEnvironmentVariable("ROI_APPHOST") is { Length: > 0 } given)
        {
            return given;
        }

        // RoiApp.Cli/bin/<configuration>/<framework>/: the app host was built beside it.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.Combine(here.Parent!.Parent!.Parent!.Parent!.FullName, "RoiApp.AppHost", "bin", here.Parent.Name, here.Name, "RoiApp.AppHost.dll");
        return File.Exists(built)
            ? built
            : throw new ServerUnavailableException("RoiApp's app host is not built. Run ./roi report, which builds it, or name a running RoiApp with --api HOST:PORT.");
    }

    private static int[] FreePorts(int count)
    {
        // All held at once, so that they differ.
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            return [.. listeners.Select(listener => { listener.Start(); return ((IPEndPoint)listener.LocalEndpoint).Port; })];
        }
        finally
        {
            foreach (var listener in listeners)
            {
                listener.Dispose();
            }
        }
    }

    [GeneratedRegex(@"RoiApp is ready: web \S+ api (?<api>\S+) grpc (?<grpc>\S+)")]
    private static partial Regex ReadyLine();
}
