using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using RoiApp.Testing;
using RoiApp.Testing.Servers;

namespace RoiApp.Bench.Eta;

/// <summary>A Processing with the engines that are installed, whose runs are written down as they say how far they are.</summary>
internal sealed class RecordedRuns : IAsyncDisposable
{
    private static readonly TimeSpan s_startsWithin = TimeSpan.FromMinutes(2);

    private readonly ServerProcess _server;
    private readonly GrpcChannel _channel;

    private RecordedRuns(ServerProcess server, int port) => (_server, _channel) = (server, GrpcChannel.ForAddress($"http://127.0.0.1:{port}"));

    public static async Task<RecordedRuns> StartAsync(CancellationToken ct)
    {
        var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Path.Combine(SourceTree.Root, "RoiApp.Processing", "bin", here.Parent!.Name, here.Name, "RoiApp.Processing.dll");
        var port = FreePort.Next();
        string[] command = ["dotnet", program, "--Listen:HttpPort=0", $"--Listen:GrpcPort={port}"];
        return new(await ServerProcess.StartAsync("RoiApp.Processing", command, "Application started", "TERM", scratch: null, s_startsWithin, ct), port);
    }

    /// <summary>One memo's run, as the Api would hear it.</summary>
    public async Task<RunTrace> RunAsync(string file, CancellationToken ct)
    {
        using var call = new Wire.Processing.ProcessingClient(_channel).Process(cancellationToken: ct);
        var sending = SendAsync(file, call.RequestStream, ct);
        var (begun, duration, transcription) = (0L, 0L, 0L);
        var events = new List<(TimeSpan, Wire.ProcessEvent)>();
        while (await call.ResponseStream.MoveNext(ct))
        {
            var e = call.ResponseStream.Current;
            begun = begun == 0 ? Stopwatch.GetTimestamp() : begun;
            events.Add((Stopwatch.GetElapsedTime(begun), e));
            duration = e.Audio?.DurationMs ?? duration;
            transcription = e.StepCompleted is { Step: Wire.StepName.Transcription } heard ? heard.ElapsedMs : transcription;
            if (e.StepFailed is { } failed)
            {
                throw new InvalidOperationException($"{file}: {failed.Message}");
            }
        }
        var ended = Stopwatch.GetElapsedTime(begun);
        await sending;
        return new(duration, transcription, ended, events);
    }

    private static async Task SendAsync(string file, IClientStreamWriter<Wire.ProcessRequest> to, CancellationToken ct)
    {
        await using var content = File.OpenRead(file);
        await to.WriteAsync(
            new() { Options = new() { FileName = Path.GetFileName(file), Source = Wire.SourceKind.Audio, Language = "en", TargetLanguage = "es", ContentBytes = content.Length } }, ct);
        var chunk = new byte[128 * 1024];
        for (int read; (read = await content.ReadAsync(chunk, ct)) > 0;)
        {
            await to.WriteAsync(new() { Content = ByteString.CopyFrom(chunk, 0, read) }, ct);
        }
        await to.CompleteAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }
}
