using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RoiApp.Bench.Http;

/// <summary>
/// A connection that sends the same request over and over and reads answers of a known length: as little work as a client can have, for it shares the cores
/// with the server.
/// </summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new(enable: true, seconds: 0) };
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[64 * 1024];

    private RawClient(Uri server, string path) => _request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nAccept: */*\r\n\r\n");

    public static async Task<RawClient> ConnectAsync(Uri server, string path, CancellationToken ct)
    {
        var client = new RawClient(server, path);
        await client._socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(server.Host), server.Port), ct);
        return client;
    }

    /// <summary>Sends the request and reads its answer to the end.</summary>
    /// <returns>How many bytes the body had.</returns>
    public async ValueTask<int> GetAsync(CancellationToken ct)
    {
        await _socket.SendAsync(_request, ct);
        var (body, read) = await HeadAsync(ct);
        var length = ContentLength(body);
        for (var left = length - (read - body); left > 0;)
        {
            left -= await ReceiveAsync(0, ct);
        }
        return length;
    }

    /// <summary>Sends the request and reads until the answer has begun.</summary>
    public async ValueTask BeginAsync(CancellationToken ct)
    {
        await _socket.SendAsync(_request, ct);
        await HeadAsync(ct);
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<(int Body, int Read)> HeadAsync(CancellationToken ct)
    {
        for (var read = 0; ;)
        {
            read += await ReceiveAsync(read, ct);
            if (_buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                return _buffer.AsSpan(9, 3).SequenceEqual("200"u8)
                    ? (end + 4, read)
                    : throw new InvalidDataException($"The server answered: {Encoding.ASCII.GetString(_buffer, 0, read)}");
            }
        }
    }

    private async ValueTask<int> ReceiveAsync(int at, CancellationToken ct) => await _socket.ReceiveAsync(_buffer.AsMemory(at), ct) is > 0 and var read
        ? read
        : throw new EndOfStreamException("The server closed the connection.");

    private int ContentLength(int end)
    {
        var head = _buffer.AsSpan(0, end);
        var name = "Content-Length: "u8;
        return head.IndexOf(name) is >= 0 and var at && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _)
            ? length
            : throw new InvalidDataException("The answer says no length.");
    }
}
