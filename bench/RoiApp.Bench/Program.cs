using RoiApp.Bench;
using RoiApp.Bench.Queue;
using RoiApp.Bench.Rpc;
using RoiApp.Bench.Upload;

var benches = new Dictionary<string, Func<Report, BenchSettings, CancellationToken, Task>>(StringComparer.Ordinal)
{
    ["grpc"] = GrpcBench.RunAsync,
    ["queue"] = QueueBench.RunAsync,

    ["upload"] = UploadBench.RunAsync,
};

// Servers that a benchmark starts as processes of their own, so that both sides do not share one heap.
var servers = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["grpc-server"] = BenchServers.ServeAsync,
    ["upload-sink"] = UploadServers.ServeSinkAsync,
};

var name = args.FirstOrDefault() ?? "";
if (servers.TryGetValue(name, out var serve))
{
    await serve();
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
