using RoiApp.Bench;
using RoiApp.Bench.Cache;
using RoiApp.Bench.Eta;
using RoiApp.Bench.Http;
using RoiApp.Bench.Live;
using RoiApp.Bench.Monitoring;
using RoiApp.Bench.Pipeline;
using RoiApp.Bench.Queue;
using RoiApp.Bench.Repeat;
using RoiApp.Bench.Rpc;
using RoiApp.Bench.Upload;

var benches = new Dictionary<string, Func<Report, BenchSettings, CancellationToken, Task>>(StringComparer.Ordinal)
{
    ["cache"] = CacheBench.RunAsync,
    ["eta"] = EtaBench.RunAsync,
    ["grpc"] = GrpcBench.RunAsync,
    ["grpc-backpressure"] = BackpressureBench.RunAsync,
    ["http"] = HttpBench.RunAsync,
    ["live"] = LiveBench.RunAsync,
    ["live-faults"] = FaultsBench.RunAsync,
    ["monitor"] = MonitorBench.RunAsync,
    ["pipeline"] = PipelineBench.RunAsync,
    ["queue"] = QueueBench.RunAsync,
    ["repeat"] = RepeatBench.RunAsync,
    ["upload"] = UploadBench.RunAsync,
    ["watchers"] = WatchersBench.RunAsync,
};

// What a benchmark starts as processes of their own, so that both sides do not share one heap.
var parts = new Dictionary<string, Func<string[], Task>>(StringComparer.Ordinal)
{
    [BareAnswers.Command] = _ => BareAnswers.ServeAsync(),
    [BenchServers.Command] = _ => BenchServers.ServeAsync(),
    [FloodClient.Command] = FloodClient.RunAsync,
    [WatcherCrowd.Command] = WatcherCrowd.RunAsync,
    [LoopbackEcho.Command] = _ => LoopbackEcho.ServeAsync(),
    ["upload-sink"] = _ => UploadServers.ServeSinkAsync(),
};

var name = args.FirstOrDefault() ?? "";
if (parts.TryGetValue(name, out var part))
{
    await part(args[1..]);
    return 0;
}

if (!benches.TryGetValue(name, out var run))
{
    await Console.Error.WriteLineAsync($"usage: RoiApp.Bench {string.Join('|', benches.Keys)} [--json] [--runs N] [--seconds S]");
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stopping.Cancel();
};
await run(new Report(Json: args.Contains("--json")), new BenchSettings(args), stopping.Token);
return 0;
