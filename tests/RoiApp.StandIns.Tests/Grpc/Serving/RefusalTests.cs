using System.Net;
using System.Net.Http.Headers;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>What the server says to those who come the wrong way, to the byte where clients look.</summary>
public sealed class RefusalTests
{
    private static readonly byte[] s_emptyMessage = [0, 0, 0, 0, 0];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "Content-Type is missing from the request.")]
    [InlineData("text/plain", "Content-Type 'text/plain' is not supported.")]
    [InlineData("application/grpc-web", "Content-Type 'application/grpc-web' is not supported.")]
    [InlineData("application/json", "Content-Type 'application/json' is not supported.")]
    public async Task Another_content_type_is_415(string? contentType, string message)
    {
        await using var server = await InteropServer.StartAsync();

        using var response = await PostAsync(server.Address, "/roi.testing.Interop/Empty", contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(("13", message), (Header(response, "grpc-status"), Uri.UnescapeDataString(Header(response, "grpc-message")!)));
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc;charset=utf-8")]
    [InlineData("APPLICATION/GRPC")]
    public async Task Every_form_of_the_content_type_is_served(string contentType)
    {
        await using var server = await InteropServer.StartAsync();

        using var response = await PostAsync(server.Address, "/roi.testing.Interop/Empty", contentType);
        await response.Content.ReadAsByteArrayAsync(Ct);

        Assert.Equal("application/grpc", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task Http_1_is_426_with_the_way_to_go()
    {
        await using var server = await InteropServer.StartAsync();

        using var response = await PostAsync(server.Http1Address, "/roi.testing.Interop/Empty", "application/grpc", HttpVersion.Version11);

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Equal("HTTP/2", Header(response, "Upgrade"));
        Assert.Equal("Request protocol 'HTTP/1.1' is not supported.", Header(response, "grpc-message"));
    }

    [Theory]
    [InlineData("/roi.testing.Interop/NoSuchMethod", "Method is unimplemented.")]
    [InlineData("/no.Such/Method", "Service is unimplemented.")]
    public async Task What_is_not_served_is_unimplemented_in_trailers_only(string path, string message)
    {
        await using var server = await InteropServer.StartAsync();

        using var response = await PostAsync(server.Address, path, "application/grpc");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("12", message), (Header(response, "grpc-status"), Header(response, "grpc-message")));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task What_is_not_grpc_and_not_served_is_404()
    {
        await using var server = await InteropServer.StartAsync();

        using var response = await PostAsync(server.Address, "/no.Such/Method", "application/json");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_get_is_no_call()
    {
        await using var server = await InteropServer.StartAsync();
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var response = await client.GetAsync(new Uri(server.Address, "/roi.testing.Interop/Empty"), Ct);

        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound });
        Assert.Null(Header(response, "grpc-status"));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, "13", "Incomplete message.")]
    [InlineData(new byte[] { }, "13", "Incomplete message.")]
    [InlineData(new byte[] { 0, 0, 0, 0, 5, 1 }, "13", "Incomplete message.")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "13", "Additional data after the message received.")]
    [InlineData(new byte[] { 0, 127, 255, 255, 255 }, "8", "Received message exceeds the maximum configured message size.")]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 1 }, "13", "Request did not include grpc-encoding value with compressed message.")]
    [InlineData(new byte[] { 7, 0, 0, 0, 0 }, "2", "Exception was thrown by handler.")]
    public async Task A_request_that_is_no_message_gets_a_status(byte[] body, string status, string message)
    {
        await using var server = await InteropServer.StartAsync();

        using var response = await PostAsync(server.Address, "/roi.testing.Interop/Empty", "application/grpc", body: body);

        Assert.Equal((status, message), (Header(response, "grpc-status"), Header(response, "grpc-message")));
    }

    [Fact]
    public async Task An_unknown_compression_is_unimplemented_and_the_known_ones_are_named()
    {
        await using var server = await InteropServer.StartAsync();

        using var response = await PostAsync(
            server.Address, "/roi.testing.Interop/Empty", "application/grpc", body: [1, 0, 0, 0, 1, 1], headers: ("grpc-encoding", "snappy"));

        Assert.Equal("12", Header(response, "grpc-status"));
        Assert.StartsWith("Unsupported grpc-encoding value 'snappy'. Supported encodings: ", Header(response, "grpc-message"), StringComparison.Ordinal);
        Assert.Equal("identity,gzip,deflate", Header(response, "grpc-accept-encoding"));
    }

    [Fact]
    public async Task A_compressed_answer_is_marked_and_sent_only_to_those_who_accept_it()
    {
        await using var server = await InteropServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");

        using var accepted = await PostAsync(server.Address, "/roi.testing.Interop/Empty", "application/grpc", headers: ("grpc-accept-encoding", "identity, gzip"));
        using var other = await PostAsync(server.Address, "/roi.testing.Interop/Empty", "application/grpc", headers: ("grpc-accept-encoding", "identity,deflate"));

        Assert.Equal(("gzip", 1), (Header(accepted, "grpc-encoding"), (await accepted.Content.ReadAsByteArrayAsync(Ct))[0]));
        Assert.Equal(("identity", 0), (Header(other, "grpc-encoding") ?? "identity", (await other.Content.ReadAsByteArrayAsync(Ct))[0]));
    }

    private static async Task<HttpResponseMessage> PostAsync(
        Uri server, string path, string? contentType, Version? version = null, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(body ?? s_emptyMessage);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path))
        {
            Version = version ?? HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.ParseAdd("trailers");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request, Ct);
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
