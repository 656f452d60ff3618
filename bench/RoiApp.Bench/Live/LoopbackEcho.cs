using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RoiApp.Bench.Live;

/// <summary>The floor: a process that does nothing but send back what it got, over bare TCP. The way is as long as an event's, two hops of the loopback.</summary>
internal sealed class LoopbackEcho : IDisposable
{
    public const string Command = "live-echo";

    private readonly ChildProcess _server = ChildProcess.StartSelf(Command);

    private LoopbackEcho()
    {
    }

    private Uri Address { get; set; } = null!;

    public static async Task<LoopbackEcho> StartAsync(CancellationToken ct)
    {
        var echo = new LoopbackEcho();
        try
        {
            echo.Address = await echo._server.ListeningAsync(ct);
            return echo;
        }
        catch
        {
            echo.Dispose();
            throw;
        }
    }

    /// <summary>Serves until the standard input ends, which it does with the process that started this one.</summary>
    public static async Task ServeAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine($"listening on {((IPEndPoint)listener.LocalEndpoint).Port}");
        _ = AcceptAsync(listener);
        await Console.In.ReadToEndAsync();
    }

    /// <summary>Milliseconds there and back of messages sent at a pace over several connections.</summary>
    public async Task<double[]> MeasureAsync(int connections, int messages, TimeSpan every, int bytes, CancellationToken ct) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(() => MeasureOneAsync(every * (c * 0.618 % 1), messages, every, bytes, ct), ct)))).SelectMany(times => times)];

    public void Dispose() => _server.Dispose();

    private async Task<double[]> MeasureOneAsync(TimeSpan phase, int messages, TimeSpan every, int bytes, CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port, ct);
        var reading = ReadAsync(socket, messages, bytes, ct);
        var (message, started) = (new byte[bytes], Stopwatch.GetTimestamp());
        for (var i = 0; i < messages; i++)
        {
            var wait = phase + (every * i) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, ct);
            }
            BinaryPrimitives.WriteInt64LittleEndian(message, Stopwatch.GetTimestamp());
            await socket.SendAsync(message, SocketFlags.None, ct);
        }
        return await reading;
    }

    private static async Task<double[]> ReadAsync(Socket socket, int messages, int bytes, CancellationToken ct)
    {
        var (times, message) = (new double[messages], new byte[bytes]);
        using var stream = new NetworkStream(socket);
        for (var i = 0; i < messages; i++)
        {
            await stream.ReadExactlyAsync(message, ct);
            times[i] = Stopwatch.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(message), Stopwatch.GetTimestamp()).TotalMilliseconds;
        }
        return times;
    }

    private static async Task AcceptAsync(TcpListener listener)
    {
        while (true) // Ends with the process.
        {
            var socket = await listener.AcceptSocketAsync();
            socket.NoDelay = true;
            _ = EchoAsync(socket);
        }
    }

    private static async Task EchoAsync(Socket socket)
    {
        using var connection = socket;
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await connection.ReceiveAsync(buffer)) > 0)
        {
            await connection.SendAsync(buffer.AsMemory(0, read), SocketFlags.None);
        }
    }
}
