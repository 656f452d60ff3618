using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RoiApp.Testing.Live;

/// <summary>A bad network between two good programs: TCP connections that stand still, or that are open at both ends and lead nowhere.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    // Small, so that what the kernel keeps for a reader that stands still is soon full.
    private const int BufferBytes = 4096;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private readonly ConcurrentQueue<Line> _lines = [];
    private readonly Uri _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _standing;
    private long _dropped;

    public TcpProxy(Uri target)
    {
        _target = target;
        _listener.Server.ReceiveBufferSize = BufferBytes; // Accepted sockets inherit it.
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where to connect instead of the target.</summary>
    public Uri Address { get; }

    /// <summary>Bytes that went nowhere.</summary>
    public long DroppedBytes => Interlocked.Read(ref _dropped);

    /// <summary>From now on no connection takes a byte: windows fill up, as with a reader that stands still. Nothing is lost.</summary>
    public void StandStill() => _standing ??= new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Bytes flow again.</summary>
    public void GoOn() => Interlocked.Exchange(ref _standing, null)?.TrySetResult();

    /// <summary>
    /// Connections open now lead nowhere from now on: what either side sends is taken and dropped, and neither is told. New ones work.
    /// </summary>
    public void DropSilently()
    {
        while (_lines.TryDequeue(out var line))
        {
            line.IsCut = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        GoOn();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_connections.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true) // Ends when the listener is stopped, and accepting throws.
        {
            var client = await _listener.AcceptSocketAsync(_closing.Token);
            var connection = CarryAsync(client);
            _connections[connection] = true;
            _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var near = client;
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = BufferBytes };
        near.NoDelay = far.NoDelay = true;
        await far.ConnectAsync(IPAddress.Loopback, _target.Port, _closing.Token);
        var line = new Line();
        _lines.Enqueue(line);
        await Task.WhenAll(PumpAsync(near, far, line), PumpAsync(far, near, line)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PumpAsync(Socket from, Socket to, Line line)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, _closing.Token)) > 0)
            {
                if (_standing is { } standing)
                {
                    await standing.Task;
                }
                if (line.IsCut)
                {
                    Interlocked.Add(ref _dropped, read);
                    continue;
                }
                await to.SendAsync(buffer.AsMemory(0, read), SocketFlags.None, _closing.Token);
            }
        }
        catch (SocketException)
        {
            // Reset by one side: the other is told below, as by a network that works.
        }
        if (line.IsCut)
        {
            await Task.Delay(Timeout.Infinite, _closing.Token); // That one side has gone is not told to the other either.
        }
        to.Shutdown(SocketShutdown.Send);
    }

    private sealed class Line
    {
        private volatile bool _isCut;

        public bool IsCut
        {
            get => _isCut;
            set => _isCut = value;
        }
    }
}
