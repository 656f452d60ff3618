using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Balancer.Internal;

/// <summary>The addresses of a channel, in the order in which the next call should try them.</summary>
internal sealed class Backends : IDisposable
{
    private readonly TaskCompletionSource _resolved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _firstPause;
    private readonly TimeSpan _longestPause;
    private readonly Resolver _resolver;
    private readonly bool _roundRobin;
    private volatile IReadOnlyList<Backend> _all = [];
    private Status _failure;
    private int _turn = -1;

    public Backends(Resolver resolver, GrpcChannelOptions options)
    {
        _firstPause = options.InitialReconnectBackoff;
        _longestPause = options.MaxReconnectBackoff ?? TimeSpan.MaxValue;
        _roundRobin = options.ServiceConfig?.LoadBalancingConfigs
            .FirstOrDefault(policy => policy.PolicyName is LoadBalancingConfig.RoundRobinPolicyName or LoadBalancingConfig.PickFirstPolicyName)
            ?.PolicyName == LoadBalancingConfig.RoundRobinPolicyName;
        _resolver = resolver;
        resolver.Start(Update);
    }

    public void Dispose() => _resolver.Dispose();

    /// <summary>Those that have not failed lately first; the others behind them, the one to come back soonest first.</summary>
    /// <exception cref="RpcException">There is no address.</exception>
    public async ValueTask<IReadOnlyList<Backend>> NextAsync(CancellationToken ct)
    {
        await _resolved.Task.WaitAsync(ct).ConfigureAwait(false);
        var all = _all;
        if (all.Count == 0)
        {
            throw new RpcException(_failure.StatusCode == StatusCode.OK ? new Status(StatusCode.Unavailable, "Resolver returned no addresses.") : _failure);
        }

        var first = _roundRobin ? (int)((uint)Interlocked.Increment(ref _turn) % (uint)all.Count) : 0;
        return [.. Enumerable.Range(0, all.Count).Select(i => all[(first + i) % all.Count]).OrderBy(backend => backend.PauseLeft)];
    }

    public void Refresh() => _resolver.Refresh();

    /// <summary>Addresses that stay keep what is known of them. A failed look-up keeps the addresses of the last one.</summary>
    private void Update(ResolverResult result)
    {
        if (result.Addresses is { } addresses)
        {
            var known = _all.ToDictionary(backend => backend.Address.ToString(), StringComparer.Ordinal);
            _all = [.. addresses.Select(address => known.GetValueOrDefault(address.ToString()) ?? new Backend(address, _firstPause, _longestPause))];
        }

        _failure = result.Status;
        _resolved.TrySetResult();
    }
}
