using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace RoiApp.Bench.Rpc;

/// <summary>Offers and takes streams larger than anybody should keep.</summary>
internal sealed class FloodService : Flood.FloodBase
{
    public const int MessageBytes = 64 * 1024;
    public const string PauseSeconds = "pause-seconds";

    public static readonly BytesValue Message = new() { Value = ByteString.CopyFrom(new byte[MessageBytes]) };

    public override async Task Download(Int64Value request, IServerStreamWriter<BytesValue> responseStream, ServerCallContext context) =>
        Console.WriteLine(await StallMeter.WriteAsync(responseStream, request.Value, context.CancellationToken));

    public override async Task<Int64Value> Upload(IAsyncStreamReader<BytesValue> requestStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var pause = TimeSpan.FromSeconds(int.Parse(context.RequestHeaders.GetValue(PauseSeconds)!, CultureInfo.InvariantCulture));
        var bytes = 0L;
        while (await requestStream.MoveNext(ct))
        {
            if (bytes == 0)
            {
                await Task.Delay(pause, ct);
            }

            bytes += requestStream.Current.Value.Length;
        }

        return new Int64Value { Value = bytes };
    }
}
