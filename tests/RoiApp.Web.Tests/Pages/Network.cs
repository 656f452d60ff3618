using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RoiApp.Web.Tests.Pages;

/// <summary>The network between browser and site: it can be cut, and it can swallow what is sent without telling either side.</summary>
internal sealed class Network : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<TcpClient, TcpClient> _open = [];
    private readonly Uri _site;
    private readonly Task _accepting;
    private volatile bool _isCut;
    private volatile bool _swallows;

    public Network(Uri site)
    {
        _site = site;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Every connection breaks, and none can be made.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var client in _open.Keys)
        {
            client.Client?.Close(0); // With a reset; gone already when the other side was quicker.
        }
    }

    /// <summary>Connections stay as they are, and nothing that is sent arrives any more.</summary>
    public void Swallow() => _swallows = true;

    /// <summary>New connections work. Those that swallowed something are reset: who forgot them answers so.</summary>
    public void Restore()
    {
        if (_swallows)
        {
            Cut();
        }

        (_isCut, _swallows) = (false, false);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var browser = await _listener.AcceptTcpClientAsync(_ended.Token);
                if (_isCut)
                {
                    browser.Client.Close(0);
                }
                else
                {
                    _ = CarryAsync(browser);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(TcpClient browser)
    {
        using var site = new TcpClient();
        using (browser)
        {
            _open[browser] = site;
            try
            {
                await site.ConnectAsync(_site.Host, _site.Port, _ended.Token);
                await Task.WhenAny(PumpAsync(browser, site), PumpAsync(site, browser));
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The other side went, or was cut off.
            }

            _open.TryRemove(browser, out _);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var (source, target) = (from.GetStream(), to.GetStream());
        var buffer = new byte[16 * 1024];
        for (int read; (read = await source.ReadAsync(buffer, _ended.Token)) > 0;)
        {
            if (!_swallows)
            {
                await target.WriteAsync(buffer.AsMemory(0, read), _ended.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _ended.Dispose();
    }
}
