using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RoiApp.StandIns.Tests.Defaults.Telemetry;
using Xunit;

namespace RoiApp.StandIns.Tests.Defaults;

public sealed class StreamingTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_streams_both_ways_passes_discovery_and_telemetry_piece_by_piece()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var server = await EchoAsync(receiver);
        await using var client = await EchoAsync(receiver, ("services:processing:grpc:0", server.Urls.Last()));
        using var http = client.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        var outgoing = Channel.CreateUnbounded<byte>();
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://_grpc.processing/echo")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ChannelContent(outgoing.Reader),
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _ct).WaitAsync(TimeSpan.FromSeconds(20), _ct);
        await using var incoming = await response.Content.ReadAsStreamAsync(_ct);
        var piece = new byte[1];
        for (byte i = 1; i <= 3; i++)
        {
            // The next is sent only after this one has come back: whoever buffers on the way stops here.
            await outgoing.Writer.WriteAsync(i, _ct);
            await incoming.ReadExactlyAsync(piece, _ct).AsTask().WaitAsync(TimeSpan.FromSeconds(20), _ct);
            Assert.Equal(i, piece[0]);
        }

        outgoing.Writer.Complete();
        Assert.Equal(0, await incoming.ReadAsync(piece, _ct));
    }

    private async Task<WebApplication> EchoAsync(OtlpReceiver receiver, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.EndpointFor("grpc");
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.ListenOn(0, 0);
        var app = builder.Build();
        app.MapPost("/echo", async context =>
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await context.Request.BodyReader.CopyToAsync(context.Response.BodyWriter, context.RequestAborted);
        });
        await app.StartAsync(_ct);
        return app;
    }

    private sealed class ChannelContent(ChannelReader<byte> pieces) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            await foreach (var piece in pieces.ReadAllAsync())
            {
                stream.WriteByte(piece);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
