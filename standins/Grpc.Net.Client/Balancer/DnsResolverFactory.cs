using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client.Balancer;

/// <summary>For addresses of the scheme <c>dns</c>: every address of the host, asked for again after failures and at an interval.</summary>
public sealed class DnsResolverFactory(TimeSpan refreshInterval) : ResolverFactory
{
    public override string Name => "dns";

    public override Resolver Create(ResolverOptions options) => new DnsResolver(options.Address, options.DefaultPort, refreshInterval);

    private sealed class DnsResolver : Resolver
    {
        /// <summary>Names are not asked for more often: a server that fails fast must not make a storm.</summary>
        private static readonly TimeSpan s_leastInterval = TimeSpan.FromSeconds(15);

        private readonly CancellationTokenSource _stop = new();
        private readonly TimeSpan _interval;
        private readonly string _host;
        private readonly int _port;
        private Action<ResolverResult>? _listener;
        private Timer? _timer;
        private DateTime _askedAt;
        private int _asking;

        /// <summary><c>dns:///host:port</c>: the name is the path; a port may be missing.</summary>
        public DnsResolver(Uri address, int defaultPort, TimeSpan interval)
        {
            var name = address.AbsolutePath.TrimStart('/');
            var target = new Uri($"http://{(name.Length > 0 ? name : address.Authority)}");
            _host = target.Host;
            _port = name.Contains(':', StringComparison.Ordinal) ? target.Port : defaultPort;
            _interval = interval;
        }

        public override void Start(Action<ResolverResult> listener)
        {
            _listener = listener;
            _ = AskAsync();
            if (_interval > TimeSpan.Zero && _interval != Timeout.InfiniteTimeSpan)
            {
                _timer = new Timer(_ => _ = AskAsync(), null, _interval, _interval);
            }
        }

        public override void Refresh()
        {
            if (DateTime.UtcNow - _askedAt >= s_leastInterval)
            {
                _ = AskAsync();
            }
        }

        protected override void Dispose(bool disposing)
        {
            _timer?.Dispose();
            _stop.Cancel();
            base.Dispose(disposing);
        }

        private async Task AskAsync()
        {
            if (Interlocked.Exchange(ref _asking, 1) != 0)
            {
                return;
            }

            try
            {
                _askedAt = DateTime.UtcNow;
                var found = await Dns.GetHostAddressesAsync(_host, _stop.Token).ConfigureAwait(false);
                _listener!(ResolverResult.ForResult([.. found.Select(address => new BalancerAddress(address.ToString(), _port))]));
            }
            catch (Exception e) when (e is SocketException or ArgumentException)
            {
                _listener!(ResolverResult.ForFailure(new Status(StatusCode.Unavailable, $"Error getting DNS hosts for address '{_host}'. {e.Message}", e)));
            }
            catch (OperationCanceledException)
            {
                // The channel has been disposed.
            }
            finally
            {
                Volatile.Write(ref _asking, 0);
            }
        }
    }
}
