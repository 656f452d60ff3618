using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace RoiApp.StandIns.Tests.Defaults.Telemetry;

/// <summary>
/// Receives OTLP as a collector does, by HTTP with protobuf bodies and by gRPC, and keeps what it got. An export is answered only once it is kept.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.ListenOn(0, 0);
        _app = builder.Build();
        Map("traces", "opentelemetry.proto.collector.trace.v1.TraceService", export => Add(Spans, OtlpContent.Spans(export)));
        Map("metrics", "opentelemetry.proto.collector.metrics.v1.MetricsService", export => Add(Metrics, OtlpContent.Metrics(export)));
        Map("logs", "opentelemetry.proto.collector.logs.v1.LogsService", export => Add(Logs, OtlpContent.Logs(export)));
    }

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    public ConcurrentQueue<ReceivedMetric> Metrics { get; } = new();

    public ConcurrentQueue<ReceivedLog> Logs { get; } = new();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <param name="protocol">A value of <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>: <c>grpc</c> or <c>http/protobuf</c>.</param>
    public string EndpointFor(string protocol) => _app.Urls.ElementAt(protocol == "grpc" ? 1 : 0);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Add<T>(ConcurrentQueue<T> kept, IEnumerable<T> received)
    {
        foreach (var item in received)
        {
            kept.Enqueue(item);
        }
    }

    private void Map(string signal, string grpcService, Action<WireMessage> keep)
    {
        _app.MapPost($"/v1/{signal}", async context =>
        {
            keep(WireMessage.Parse(await ReadAsync(context)));
            context.Response.ContentType = "application/x-protobuf"; // An empty message says that all was accepted.
        });
        _app.MapPost($"/{grpcService}/Export", async context =>
        {
            // A gRPC message is one byte that says whether it is compressed, its length, and itself.
            var frame = await ReadAsync(context);
            var length = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1));
            keep(WireMessage.Parse(frame[5..(5 + length)]));
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", "0");
        });
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }
}
