using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoiApp.Testing.Servers;

namespace RoiApp.StandIns.Tests.Rpc;

public sealed class LoadBalancingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Round_robin_gives_each_address_its_turn()
    {
        await using var one = await InteropServer.StartAsync();
        await using var two = await InteropServer.StartAsync();
        await using var three = await InteropServer.StartAsync();
        using var channel = Channel([one.Address, two.Address, three.Address], new RoundRobinConfig());

        await UntilAllAreInTurnAsync(channel, addresses: 3);

        var ports = await PortsOfAsync(channel, calls: 30);

        Assert.Equal([10, 10, 10], ports.CountBy(port => port).Select(count => count.Value));
    }

    [Fact]
    public async Task Pick_first_stays_with_one_address()
    {
        await using var one = await InteropServer.StartAsync();
        await using var two = await InteropServer.StartAsync();
        using var channel = Channel([one.Address, two.Address], new PickFirstConfig());

        Assert.Equal([one.Address.Port], (await PortsOfAsync(channel, calls: 5)).Distinct());
    }

    [Fact]
    public async Task A_server_that_goes_down_costs_one_call_at_most_and_gets_none_until_it_is_back()
    {
        await using var one = await InteropServer.StartAsync();
        var two = await InteropServer.StartAsync();
        var port = two.Address.Port;
        using var channel = Channel([one.Address, two.Address], new RoundRobinConfig());
        await UntilAllAreInTurnAsync(channel, addresses: 2);

        await two.DisposeAsync();
        Assert.InRange(await LostAsync(channel, calls: 20, one.Address.Port), 0, 1);

        await using var again = await InteropServer.StartAsync(port: port);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!(await PortsOfAsync(channel, calls: 2)).Contains(port))
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Only a call that was sent before the connection's end was seen may fail: nobody can know whether it was served.</summary>
    [Fact]
    public async Task A_killed_server_costs_one_call_at_most_and_gets_its_turn_again_when_it_is_back()
    {
        await using var one = new GrpcioServer();
        await one.InitializeAsync();
        await using var two = new GrpcioServer();
        await two.InitializeAsync();
        using var channel = Channel([one.Address, two.Address], new RoundRobinConfig());
        await UntilAllAreInTurnAsync(channel, addresses: 2);

        await two.KillAsync();
        Assert.InRange(await LostAsync(channel, calls: 20, one.Address.Port), 0, 1);

        await using var again = new GrpcioServerAt(two.Address.Port);
        await again.InitializeAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!(await PortsOfAsync(channel, calls: 1)).Contains(two.Address.Port))
        {
            limit.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal([5, 5], (await PortsOfAsync(channel, calls: 10)).CountBy(port => port).Select(count => count.Value));
    }

    [Fact]
    public async Task All_addresses_dead_is_unavailable()
    {
        using var channel = Channel([new Uri("http://127.0.0.1:1"), new Uri("http://127.0.0.1:2")], new RoundRobinConfig());

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task A_call_that_waits_for_ready_is_made_when_the_server_comes()
    {
        var port = FreePort.Next();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new GrpcChannelOptions { InitialReconnectBackoff = TimeSpan.FromMilliseconds(50) });
        var call = new Interop.InteropClient(channel).UnaryAsync(new Ask { ResponseBytes = 5 }, new CallOptions(cancellationToken: Ct).WithWaitForReady());

        await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct));
        Assert.False(call.ResponseAsync.IsCompleted);
        await using var server = await InteropServer.StartAsync(port: port);

        Assert.Equal(5, (await call).Payload.Length);
    }

    [Fact]
    public async Task Waiting_for_ready_ends_at_the_deadline()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).EmptyAsync(
            new Nothing(), new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(300), cancellationToken: Ct).WithWaitForReady()));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task A_dns_address_is_looked_up()
    {
        await using var server = await InteropServer.StartAsync();
        using var channel = GrpcChannel.ForAddress($"dns:///localhost:{server.Address.Port}", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure });

        Assert.Equal([server.Address.Port], await PortsOfAsync(channel, calls: 1));
    }

    [Fact]
    public async Task A_dns_name_that_is_unknown_is_unavailable()
    {
        using var channel = GrpcChannel.ForAddress("dns:///nobody.invalid:80", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure });

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).EmptyAsync(new Nothing(), cancellationToken: Ct));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("nobody.invalid", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_says_nothing_of_tls_needs_credentials() =>
        Assert.Contains("TLS", Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("dns:///localhost:80")).Message, StringComparison.Ordinal);

    private static GrpcChannel Channel(Uri[] addresses, LoadBalancingConfig policy) => GrpcChannel.ForAddress("static:///interop", new GrpcChannelOptions
    {
        Credentials = ChannelCredentials.Insecure,
        ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { policy } },
        InitialReconnectBackoff = TimeSpan.FromMilliseconds(200),
        ServiceProvider = new ServiceCollection()
            .AddSingleton<ResolverFactory>(new StaticResolverFactory(_ => addresses.Select(address => new BalancerAddress(address.Host, address.Port))))
            .BuildServiceProvider(),
    });

    // Connections are made side by side: the first calls go to whichever is there first.
    private static async Task UntilAllAreInTurnAsync(GrpcChannel channel, int addresses)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while ((await PortsOfAsync(channel, calls: addresses)).Distinct().Count() < addresses)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<int> LostAsync(GrpcChannel channel, int calls, int answering)
    {
        var lost = 0;
        for (var i = 0; i < calls; i++)
        {
            try
            {
                Assert.Equal([answering], await PortsOfAsync(channel, calls: 1));
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                lost++;
            }
        }

        return lost;
    }

    private static async Task<List<int>> PortsOfAsync(GrpcChannel channel, int calls)
    {
        var ports = new List<int>();
        for (var i = 0; i < calls; i++)
        {
            var answer = await new Interop.InteropClient(channel).UnaryAsync(new Ask { Describe = true }, cancellationToken: Ct);
            ports.Add(int.Parse(answer.Description.Split("port=")[1], null));
        }

        return ports;
    }
}
