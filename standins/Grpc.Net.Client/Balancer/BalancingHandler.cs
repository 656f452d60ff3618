using Grpc.Core;

namespace Grpc.Net.Client.Balancer.Internal;

/// <summary>Takes each call to one of the channel's addresses, and on to the next where no connection can be made: nothing was sent there.</summary>
/// <param name="inner">What makes the connections.</param>
/// <param name="backends">The addresses.</param>
/// <param name="single">Whether the requests carry the one address there is.</param>
/// <param name="ownsInner">Whether to dispose <paramref name="inner"/>.</param>
/// <param name="connections">What makes the connections of <paramref name="inner"/>, if it can be known.</param>
internal sealed class BalancingHandler(HttpMessageHandler inner, Backends backends, bool single, bool ownsInner, ChannelConnections? connections) : HttpMessageHandler
{
    /// <summary>Set on a request that waits for a connection instead of failing without one.</summary>
    public static readonly HttpRequestOptionsKey<bool> WaitForReady = new("grpc.wait-for-ready");

    private static readonly TimeSpan s_leastWait = TimeSpan.FromMilliseconds(20);

    private readonly HttpMessageInvoker _inner = new(inner, ownsInner);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var waits = request.Options.TryGetValue(WaitForReady, out var wanted) && wanted;
        return single && !waits ? _inner.SendAsync(request, cancellationToken) : BalanceAsync(request, waits, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            backends.Dispose();
            connections?.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> BalanceAsync(HttpRequestMessage request, bool waits, CancellationToken ct)
    {
        var original = request.RequestUri!;
        while (true)
        {
            Exception failure;
            var wait = s_leastWait;
            try
            {
                var order = await backends.NextAsync(ct).ConfigureAwait(false);
                var (response, lastFailure) = await SendToFirstAsync(order, original, request, ct).ConfigureAwait(false);
                if (response is not null)
                {
                    return response;
                }

                failure = lastFailure!;
                wait = order.Min(backend => backend.PauseLeft);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable) // No address is known, for now.
            {
                failure = e;
            }

            backends.Refresh();
            if (!waits)
            {
                throw failure;
            }

            await Task.Delay(wait > s_leastWait ? wait : s_leastWait, ct).ConfigureAwait(false);
        }
    }

    private async Task<(HttpResponseMessage? Response, Exception? Failure)> SendToFirstAsync(
        IReadOnlyList<Backend> order, Uri original, HttpRequestMessage request, CancellationToken ct)
    {
        Exception? failure = null;
        foreach (var backend in order)
        {
            var address = backend.Address.EndPoint;
            request.RequestUri = new UriBuilder(original) { Host = address.Host, Port = address.Port }.Uri;
            try
            {
                var response = await _inner.SendAsync(request, ct).ConfigureAwait(false);
                backend.Succeeded();
                return (response, null);
            }
            catch (HttpRequestException e) when (e.HttpRequestError
                is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
            {
                backend.Failed();
                failure = e;
            }
        }

        return (null, failure);
    }
}
