using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using RoiApp.Contracts.V1;
using RoiApp.Testing.Servers;

namespace RoiApp.Processing.Tests.Clients;

/// <summary>Whether a Processing that takes one workflow at a time works for anybody: seen from outside, in the process table and by asking for its one place.</summary>
internal sealed class Work(ProcessingServer server) : IDisposable
{
    private static readonly TimeSpan s_quietFor = TimeSpan.FromMilliseconds(500);

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress($"http://{server.Address}");

    public IReadOnlyList<RunningProcess> Decoders => [.. ProcessTree.Below(server.Id).Where(child => child.Command.StartsWith("ffmpeg ", StringComparison.Ordinal))];

    /// <summary>Takes the one place for a moment, with a workflow that needs neither a decoder nor a recogniser.</summary>
    /// <returns>False when somebody else has it.</returns>
    public async Task<bool> IsPlaceFreeAsync(CancellationToken ct)
    {
        using var call = new Contracts.V1.Processing.ProcessingClient(_channel).Process(deadline: DateTime.UtcNow.AddSeconds(30), cancellationToken: ct);
        try
        {
            await call.RequestStream.WriteAsync(new ProcessRequest { Options = new ProcessOptions { FileName = "probe.txt", Source = SourceKind.Transcript, Language = "en" } }, ct);
            await call.RequestStream.WriteAsync(new ProcessRequest { Content = Google.Protobuf.ByteString.CopyFromUtf8("Nobody.") }, ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // Refused already: the answer says why.
        }
        try
        {
            while (await call.ResponseStream.MoveNext(ct))
            {
            }
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
        {
            return false;
        }
    }

    /// <summary>Waits until the place is free, the decoders are gone, and the recognisers have used no processor time for half a second.</summary>
    /// <returns>From <paramref name="since"/> to the last sign of work.</returns>
    public async Task<TimeSpan> EndAsync(long since, CancellationToken ct)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var (lastSign, ticks, free) = (since, RecogniserTicks(), false);
        while (!free || Stopwatch.GetElapsedTime(lastSign) < s_quietFor)
        {
            await poll.WaitForNextTickAsync(ct);
            var now = RecogniserTicks();
            free = free || await IsPlaceFreeAsync(ct);
            if (!free || now != ticks || Decoders.Count > 0)
            {
                (lastSign, ticks) = (Stopwatch.GetTimestamp(), now);
            }
        }
        return Stopwatch.GetElapsedTime(since, lastSign);
    }

    public void Dispose() => _channel.Dispose();

    // proc(5): utime and stime are the 14th and 15th field, in clock ticks of 10 ms.
    private long RecogniserTicks() => Directory.EnumerateDirectories($"/proc/{server.Id}/task")
        .Where(thread => File.ReadAllText($"{thread}/comm").StartsWith("recogniser", StringComparison.Ordinal))
        .Select(thread => File.ReadAllText($"{thread}/stat"))
        .Select(stat => stat[(stat.LastIndexOf(')') + 2)..].Split(' '))
        .Sum(fields => long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture));
}
