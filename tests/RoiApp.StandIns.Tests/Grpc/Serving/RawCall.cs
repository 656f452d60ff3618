using System.Net;
using System.Net.Http.Headers;

namespace RoiApp.StandIns.Tests.Rpc;

/// <summary>A gRPC request by bare HTTP/2, for what no gRPC client would send.</summary>
internal sealed class RawCall(Uri server, string path, params (string Name, string Value)[] headers) : IDisposable
{
    private readonly HttpClient _client = new();

    public async Task<HttpResponseMessage> SendAsync(byte[] body, CancellationToken ct)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _client.SendAsync(request, ct);
    }

    public void Dispose() => _client.Dispose();
}
