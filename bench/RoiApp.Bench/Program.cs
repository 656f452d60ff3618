using RoiApp.Bench;
using RoiApp.Bench.Rpc;

if (args is ["grpc-server"])
{
    await BenchServers.ServeAsync();
    return 0;
}

if (args.FirstOrDefault() != "grpc")
{
    await Console.Error.WriteLineAsync("usage: RoiApp.Bench grpc [--json] [--runs N] [--seconds S]");
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stopping.Cancel();
};
var report = new Report(Json: args.Contains("--json"));
await GrpcBench.RunAsync(report, Option("--runs", 5), TimeSpan.FromSeconds(Option("--seconds", 1)), stopping.Token);
return 0;

int Option(string name, int otherwise) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length && int.TryParse(args[at + 1], out var value) ? value : otherwise;
