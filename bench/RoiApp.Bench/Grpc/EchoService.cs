using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace RoiApp.Bench.Rpc;

internal sealed class EchoService : Echo.EchoBase
{
    private static readonly BytesValue s_message = new() { Value = ByteString.CopyFrom(new byte[BareEndpoints.MessageBytes]) };

    public override Task<BytesValue> Unary(BytesValue request, ServerCallContext context) => Task.FromResult(request);

    public override async Task Stream(Int32Value request, IServerStreamWriter<BytesValue> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < request.Value; i++)
        {
            await responseStream.WriteAsync(s_message);
        }
    }

    public override async Task Paced(Int32Value request, IServerStreamWriter<Int64Value> responseStream, ServerCallContext context)
    {
        using var timer = new PeriodicTimer(BareEndpoints.Pace);
        for (var i = 0; i < request.Value && await timer.WaitForNextTickAsync(context.CancellationToken); i++)
        {
            await responseStream.WriteAsync(new Int64Value { Value = Stopwatch.GetTimestamp() });
        }
    }
}
