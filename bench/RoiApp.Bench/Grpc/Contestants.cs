using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace RoiApp.Bench.Rpc;

/// <summary>A client and the server it calls. Callers share its connections evenly.</summary>
internal interface IContestant : IDisposable
{
    Task UnaryAsync(int caller, CancellationToken ct);

    /// <returns>The number of messages received.</returns>
    Task<int> StreamAsync(int caller, int messages, CancellationToken ct);

    /// <summary>Adds, in microseconds, how long each message took from just before its write to here.</summary>
    Task TimeWritesAsync(int messages, ICollection<double> micros, CancellationToken ct);
}

/// <summary>Our client, whichever the server is.</summary>
internal sealed class GrpcContestant : IContestant
{
    private static readonly BytesValue s_request = new() { Value = ByteString.CopyFrom(new byte[BareEndpoints.MessageBytes]) };

    private readonly GrpcChannel[] _channels;
    private readonly Echo.EchoClient[] _clients;

    public GrpcContestant(Uri server, int connections)
    {
        _channels = [.. Enumerable.Range(0, connections).Select(_ => GrpcChannel.ForAddress(server, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler(), DisposeHttpClient = true }))];
        _clients = [.. _channels.Select(channel => new Echo.EchoClient(channel))];
    }

    public async Task UnaryAsync(int caller, CancellationToken ct) => await ClientOf(caller).UnaryAsync(s_request, cancellationToken: ct);

    public async Task<int> StreamAsync(int caller, int messages, CancellationToken ct)
    {
        using var call = ClientOf(caller).Stream(new Int32Value { Value = messages }, cancellationToken: ct);
        var count = 0;
        while (await call.ResponseStream.MoveNext(ct))
        {
            count++;
        }

        return count;
    }

    public async Task TimeWritesAsync(int messages, ICollection<double> micros, CancellationToken ct)
    {
        using var call = ClientOf(0).Paced(new Int32Value { Value = messages }, cancellationToken: ct);
        while (await call.ResponseStream.MoveNext(ct))
        {
            micros.Add(Stopwatch.GetElapsedTime(call.ResponseStream.Current.Value).TotalMicroseconds);
        }
    }

    public void Dispose() => Array.ForEach(_channels, channel => channel.Dispose());

    private Echo.EchoClient ClientOf(int caller) => _clients[caller % _clients.Length];
}

/// <summary>An HTTP client that lets the bytes go as they come, unread.</summary>
internal sealed class BareContestant(Uri server, int connections) : IContestant
{
    private readonly HttpMessageInvoker[] _clients = [.. Enumerable.Range(0, connections).Select(_ => new HttpMessageInvoker(new SocketsHttpHandler()))];

    public async Task UnaryAsync(int caller, CancellationToken ct)
    {
        using var request = Post("/bare/unary", BareEndpoints.Frame);
        using var response = await ClientOf(caller).SendAsync(request, ct);
        await response.Content.CopyToAsync(Stream.Null, ct);
    }

    public async Task<int> StreamAsync(int caller, int messages, CancellationToken ct)
    {
        using var request = Post($"/bare/stream/{messages}", []);
        using var response = await ClientOf(caller).SendAsync(request, ct);
        await response.Content.CopyToAsync(Stream.Null, ct);
        return messages;
    }

    public async Task TimeWritesAsync(int messages, ICollection<double> micros, CancellationToken ct)
    {
        using var request = Post($"/bare/paced/{messages}", []);
        using var response = await ClientOf(0).SendAsync(request, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var stamp = new byte[sizeof(long)];
        while (await body.ReadAtLeastAsync(stamp, stamp.Length, throwOnEndOfStream: false, ct) == stamp.Length)
        {
            micros.Add(Stopwatch.GetElapsedTime(BinaryPrimitives.ReadInt64BigEndian(stamp)).TotalMicroseconds);
        }
    }

    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

    private HttpMessageInvoker ClientOf(int caller) => _clients[caller % _clients.Length];

    private HttpRequestMessage Post(string path, byte[] body) => new(HttpMethod.Post, new Uri(server, path))
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = new ByteArrayContent(body),
    };
}
