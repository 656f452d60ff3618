using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RoiApp.Bench.Rpc;

/// <summary>
/// The ceiling: the same bytes in and out of the same Kestrel, written and flushed message by message and ended by the same trailer, but with no
/// messages read out of bytes, no deadline, no metadata and no status to look after.
/// </summary>
internal static class BareEndpoints
{
    public const int MessageBytes = 100;

    /// <summary>Between two messages of a paced stream.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);

    /// <summary>One framed message of the stream, as it goes over the wire.</summary>
    public static readonly byte[] Frame = [0, 0, 0, 0, MessageBytes + 2, 0x0a, MessageBytes, .. new byte[MessageBytes]];

    public static void MapBareEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/bare/unary", UnaryAsync);
        routes.MapPost("/bare/stream/{count:int}", StreamAsync);
        routes.MapPost("/bare/paced/{count:int}", PacedAsync);
    }

    private static async Task UnaryAsync(HttpContext http)
    {
        var body = http.Request.BodyReader;
        var read = await body.ReadAsync(http.RequestAborted);
        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync(http.RequestAborted);
        }

        await http.Response.StartAsync(http.RequestAborted);
        foreach (var segment in read.Buffer)
        {
            http.Response.BodyWriter.Write(segment.Span);
        }

        body.AdvanceTo(read.Buffer.End);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task StreamAsync(HttpContext http, int count)
    {
        await http.Response.StartAsync(http.RequestAborted);
        for (var i = 0; i < count; i++)
        {
            await http.Response.BodyWriter.WriteAsync(Frame, http.RequestAborted);
        }

        http.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>Time stamps of eight bytes, each taken just before it is written.</summary>
    private static async Task PacedAsync(HttpContext http, int count)
    {
        await http.Response.StartAsync(http.RequestAborted);
        using var timer = new PeriodicTimer(Pace);
        var stamp = new byte[sizeof(long)];
        for (var i = 0; i < count && await timer.WaitForNextTickAsync(http.RequestAborted); i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(stamp, Stopwatch.GetTimestamp());
            await http.Response.BodyWriter.WriteAsync(stamp, http.RequestAborted);
        }
    }
}
