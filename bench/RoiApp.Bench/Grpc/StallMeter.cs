using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace RoiApp.Bench.Rpc;

/// <summary>The longest that a writer had to wait for one write, and how much had been taken from it by then.</summary>
internal sealed record Stall(double Seconds, long AfterBytes);

/// <summary>Writes a flood and notes where the reader made it stop.</summary>
internal static class StallMeter
{
    public const string Beginning = "stalled ";

    /// <returns>A line for the process that measures.</returns>
    public static async Task<string> WriteAsync(IAsyncStreamWriter<BytesValue> stream, long bytes, CancellationToken ct)
    {
        var stall = new Stall(0, 0);
        for (var written = 0L; written < bytes; written += FloodService.MessageBytes)
        {
            var begun = Stopwatch.GetTimestamp();
            await stream.WriteAsync(FloodService.Message, ct);
            var waited = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            stall = waited > stall.Seconds ? new Stall(waited, written) : stall;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Beginning}{JsonSerializer.Serialize(stall)}");
    }

    public static Stall Parse(string said) => JsonSerializer.Deserialize<Stall>(said)!;
}
