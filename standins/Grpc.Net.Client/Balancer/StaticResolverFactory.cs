namespace Grpc.Net.Client.Balancer;

/// <summary>For addresses of the scheme <c>static</c>: a list that never changes.</summary>
public sealed class StaticResolverFactory : ResolverFactory
{
    private readonly Func<Uri, IEnumerable<BalancerAddress>> _addresses;

    public StaticResolverFactory(Func<Uri, IEnumerable<BalancerAddress>> addressesCallback)
    {
        ArgumentNullException.ThrowIfNull(addressesCallback);
        _addresses = addressesCallback;
    }

    public override string Name => "static";

    public override Resolver Create(ResolverOptions options) => new StaticResolver([.. _addresses(options.Address)]);

    private sealed class StaticResolver(IReadOnlyList<BalancerAddress> addresses) : Resolver
    {
        public override void Start(Action<ResolverResult> listener) => listener(ResolverResult.ForResult(addresses));
    }
}
