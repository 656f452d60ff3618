using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace RoiApp.Bench.Rpc;

/// <summary>The other end of the flood, in a process of its own. It says on its standard output when it begins, pauses, goes on and is done.</summary>
internal static class FloodClient
{
    public const string Command = "grpc-flood-client";
    public const string Download = "download";
    public const string Upload = "upload";
    public const string Ready = "ready";
    public const string Paused = "paused";
    public const string Resumed = "resumed";
    public const string Done = "done ";

    private const long WarmUpBytes = 64L * 1024 * 1024;

    /// <param name="args">The server's address, the direction, the length of the pause in seconds, the bytes on offer.</param>
    public static async Task RunAsync(string[] args)
    {
        using var channel = GrpcChannel.ForAddress(args[0]);
        var client = new Flood.FloodClient(channel);
        var (pause, bytes) = (TimeSpan.FromSeconds(int.Parse(args[2], CultureInfo.InvariantCulture)), long.Parse(args[3], CultureInfo.InvariantCulture));
        Func<TimeSpan, long, Task<long>> run = args[1] == Download ? (pause, bytes) => DownloadAsync(client, pause, bytes) : (pause, bytes) => UploadAsync(client, pause, bytes);

        await run(TimeSpan.Zero, WarmUpBytes); // So that code and buffers are there before, and are not taken for what the flood costs.
        Console.WriteLine(Ready);
        await Console.In.ReadLineAsync();
        var moved = await run(pause, bytes);
        Console.WriteLine($"{Done}{moved.ToString(CultureInfo.InvariantCulture)}");
        await Console.In.ReadToEndAsync();
    }

    private static async Task<long> DownloadAsync(Flood.FloodClient client, TimeSpan pause, long bytes)
    {
        using var call = client.Download(new Int64Value { Value = bytes });
        var read = 0L;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            if (read == 0 && pause > TimeSpan.Zero)
            {
                Console.WriteLine(Paused);
                await Task.Delay(pause);
                Console.WriteLine(Resumed);
            }

            read += call.ResponseStream.Current.Value.Length;
        }

        return read;
    }

    private static async Task<long> UploadAsync(Flood.FloodClient client, TimeSpan pause, long bytes)
    {
        using var call = client.Upload(new Metadata { { FloodService.PauseSeconds, ((int)pause.TotalSeconds).ToString(CultureInfo.InvariantCulture) } });
        if (pause > TimeSpan.Zero)
        {
            Console.WriteLine(Paused);
            _ = ResumeAsync(pause);
        }

        var stall = await StallMeter.WriteAsync(call.RequestStream, bytes, CancellationToken.None);
        await call.RequestStream.CompleteAsync();
        var taken = (await call).Value;
        Console.WriteLine(stall);
        return taken;
    }

    /// <summary>It is the server that pauses: for as long, from its first message on.</summary>
    private static async Task ResumeAsync(TimeSpan pause)
    {
        await Task.Delay(pause);
        Console.WriteLine(Resumed);
    }
}
