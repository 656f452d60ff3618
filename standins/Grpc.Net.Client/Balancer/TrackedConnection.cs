using System.Net.Sockets;

namespace Grpc.Net.Client.Balancer.Internal;

/// <summary>A connection that tells when it is closed. Until the HTTP handler takes it, it reads what the server says first, and so sees it hang up.</summary>
internal sealed class TrackedConnection : NetworkStream
{
    /// <summary>An HTTP/2 server may send its settings before it is spoken to: some dozens of bytes.</summary>
    private const int EarlyBytes = 4096;

    private readonly Action<TrackedConnection> _closed;
    private readonly CancellationTokenSource _taking = new();
    private Task _waiting = Task.CompletedTask;
    private ReadOnlyMemory<byte> _early;
    private int _disposed;

    public TrackedConnection(Socket socket, Action<TrackedConnection> closed) : base(socket, ownsSocket: true) => _closed = closed;

    /// <summary>Waits for the handler, but no longer than it would keep an idle connection itself.</summary>
    public void WaitToBeTaken(TimeSpan atMost) => _waiting = WaitAsync(atMost);

    /// <returns>Whether the connection is still open, and the caller's from now on.</returns>
    public async Task<bool> TakeAsync()
    {
        await _taking.CancelAsync().ConfigureAwait(false);
        await _waiting.ConfigureAwait(false);
        return _disposed == 0;
    }

    public override int Read(Span<byte> buffer) => _early.IsEmpty ? base.Read(buffer) : ReadEarly(buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _early.IsEmpty ? base.ReadAsync(buffer, cancellationToken) : new ValueTask<int>(ReadEarly(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _closed(this);
        }
    }

    private int ReadEarly(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _early.Length);
        _early.Span[..count].CopyTo(buffer);
        _early = _early[count..];
        return count;
    }

    private async Task WaitAsync(TimeSpan atMost)
    {
        var buffer = new byte[EarlyBytes];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_taking.Token);
        limit.CancelAfter(atMost);
        try
        {
            int read;
            while ((read = await Socket.ReceiveAsync(buffer.AsMemory(_early.Length), limit.Token).ConfigureAwait(false)) > 0)
            {
                _early = buffer.AsMemory(0, _early.Length + read);
            }
        }
        catch (OperationCanceledException) when (_taking.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Too long unused, or lost: closed below.
        }

        await DisposeAsync().ConfigureAwait(false);
    }
}
