using System.Text.RegularExpressions;
using RoiApp.Testing.Servers;

namespace RoiApp.EndToEnd.Tests;

/// <summary>The whole product, started by its app host on free ports with a data folder of its own.</summary>
internal sealed partial class RunningRoiApp : IAsyncDisposable
{
    private static readonly TimeSpan s_readyWithin = TimeSpan.FromMinutes(2);
    private readonly ServerProcess _appHost;

    private RunningRoiApp(ServerProcess appHost, Match ready, int processingPort)
    {
        _appHost = appHost;
        ProcessingAddress = $"127.0.0.1:{processingPort}";
        Web = new Uri(ready.Groups["web"].Value);
        Api = new HttpClient { BaseAddress = new Uri(ready.Groups["api"].Value), Timeout = s_readyWithin };
        GrpcAddress = ready.Groups["grpc"].Value;
    }

    public Uri Web { get; }

    public HttpClient Api { get; }

    public string GrpcAddress { get; }

    public string ProcessingAddress { get; }

    public int AppHostId => _appHost.Id;

    /// <param name="storage"><c>Embedded</c> or <c>Servers</c>.</param>
    public static async Task<RunningRoiApp> StartAsync(string storage, CancellationToken ct)
    {
        var data = Directory.CreateTempSubdirectory("roiapp-").FullName;
        var ports = FreePorts(4);
        string[] command =
        [
            "env", "--default-signal=INT", $"Storage={storage}", $"ROI_DATA={data}", $"ROI_WEB_PORT={ports[0]}", $"ROI_API_PORT={ports[1]}", $"ROI_API_GRPC_PORT={ports[2]}",
            $"ROI_PROCESSING_PORT={ports[3]}", "dotnet", BuiltProgram.AppHost,
        ];
        var appHost = await ServerProcess.StartAsync("RoiApp.AppHost", command, "RoiApp is ready:", "TERM", data, s_readyWithin, ct);
        return new RunningRoiApp(appHost, ReadyLine().Match(appHost.Output()), ports[3]);
    }

    public void Send(PosixSignal signal) => _appHost.Send(signal);

    public Task WaitForExitAsync(CancellationToken ct) => _appHost.WaitForExitAsync(ct);

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _appHost.DisposeAsync();
    }

    private static int[] FreePorts(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            ports.Add(FreePort.Next());
        }

        return [.. ports];
    }

    [GeneratedRegex(@"RoiApp is ready: web (?<web>\S+) api (?<api>\S+) grpc (?<grpc>\S+)")]
    private static partial Regex ReadyLine();
}
